/** The peers' packages live in bench/node_modules, which the main package's checks do without. */
declare module "@jax-js/jax";
declare module "@tensorflow/tfjs-backend-wasm";
declare module "@tensorflow/tfjs-core";
declare module "@tensorflow/tfjs-layers";
declare module "onnxruntime-node";
declare module "onnxruntime-web/wasm";
