from sklearn import datasets
import os
out = os.path.dirname(os.path.abspath(__file__))
def w(name, d, label, classes):
    import csv
    with open(f"{out}/{name}.csv","w",newline="") as f:
        c=csv.writer(f, lineterminator="\n"); cols=[str(x).replace(" (cm)","").replace(" ","_").replace("/","_").lower() for x in d.feature_names]
        c.writerow(cols+[label])
        for x,y in zip(d.data,d.target): c.writerow([repr(round(float(v),6)).rstrip("0").rstrip(".") if "." in repr(round(float(v),6)) else repr(v) for v in x]+[classes[y] if classes is not None else float(y)])
for n,l in (("iris","species"),("wine","cultivar"),("breast_cancer","diagnosis")):
    d=getattr(datasets,"load_"+n)(); w(n.replace("_","-"),d,l,list(d.target_names))
d=datasets.load_diabetes(scaled=False); w("diabetes",d,"progression",None)
