/** How each model of dsl-examples/ is trained, and what is measured of it; `npm run examples` and the tests read this table. */

export interface Example {
  /** dsl-examples/<name>.inlay. */
  readonly name: string;
  /** mnist, fashion-mnist, or a file of dsl-examples/data. */
  readonly data: string;
  /** Of a CSV file: the column to learn, and whether that is a number rather than a class. */
  readonly label?: string;
  readonly regression?: boolean;
  readonly epochs: number;
  readonly batchSize: number;
  /** The metrics of the test rows to report. */
  readonly metrics: readonly string[];
  /** How many seeds it is trained under, if not three. */
  readonly seeds?: number;
}

/** Texts that compile, and that nothing here trains: the hours or the images are missing. */
export const UNTRAINED = ["densenet-40-12", "densenet-bc-100-12", "mobilenet-v2"];

/** The fraction of a CSV file's rows to train on; the others are the test rows. */
export const SPLIT = 0.8;

const MNIST = { data: "mnist", epochs: 5, batchSize: 128 } as const;
/** Minutes each. */
const FASHION = { data: "fashion-mnist", metrics: ["accuracy"], seeds: 1 } as const;

export const EXAMPLES: readonly Example[] = [
  { name: "mnist-batch-norm", ...MNIST, metrics: ["accuracy"] },
  { name: "mnist-mlp-deep", ...MNIST, metrics: ["accuracy"] },
  { name: "autoencoder", ...MNIST, metrics: ["mean_squared_error"] },
  { name: "tied-autoencoder", ...MNIST, metrics: ["mean_squared_error"] },
  { name: "batch-norm-paper", ...MNIST, batchSize: 60, metrics: ["accuracy"] },
  { name: "batch-norm-paper-plain", ...MNIST, batchSize: 60, metrics: ["accuracy"] },
  { name: "iris", data: "iris.csv", label: "species", epochs: 60, batchSize: 16, metrics: ["accuracy"] },
  { name: "wine", data: "wine.csv", label: "cultivar", epochs: 60, batchSize: 16, metrics: ["accuracy"] },
  {
    name: "breast-cancer",
    data: "breast-cancer.csv",
    label: "diagnosis",
    epochs: 40,
    batchSize: 32,
    metrics: ["accuracy", "recall"],
  },
  {
    name: "diabetes",
    data: "diabetes.csv",
    label: "progression",
    regression: true,
    epochs: 60,
    batchSize: 32,
    metrics: ["mean_absolute_error", "r2"],
  },
  { name: "lenet", ...MNIST, metrics: ["accuracy"] },
  { name: "conv-autoencoder", ...MNIST, metrics: ["mean_squared_error"] },
  { name: "vgg-small", ...FASHION, epochs: 4, batchSize: 128 },
  { name: "inception-small", ...FASHION, epochs: 2, batchSize: 32 },
  { name: "resnet20", ...FASHION, epochs: 3, batchSize: 32 },
  { name: "preact-resnet20", ...FASHION, epochs: 3, batchSize: 32 },
  { name: "densenet-22-12", ...FASHION, epochs: 1, batchSize: 16 },
  { name: "mixup-mnist", ...MNIST, metrics: ["accuracy"] },
  { name: "text-topics", data: "topics.csv", label: "topic", epochs: 40, batchSize: 16, metrics: ["accuracy"] },
];

/** The same training on the command line. */
export function commandOf({ name, data, label, epochs, batchSize }: Example): string {
  const csv = label === undefined ? "" : ` --label ${label} --split ${SPLIT}`;
  const source = label === undefined ? data : `dsl-examples/data/${data}`;
  return `npm run -s inlay -- train dsl-examples/${name}.inlay --data ${source}${csv} --epochs ${epochs} --batch-size ${batchSize} --seed 1 -o ${name}.safetensors`;
}
