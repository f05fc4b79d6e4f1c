// TensorFlow.js, on the CPU in JavaScript or in wasm (SIMD, one thread).
import { EACH, sequences } from './sequences.js';

export async function open(name) {
  await import('/peers/@tensorflow/tfjs/dist/tf.min.js');
  await import('/peers/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js');
  tf.wasm.setWasmPaths('/peers/@tensorflow/tfjs-backend-wasm/dist/');
  if (!(await tf.setBackend(name.replace('tensorflow-', '')))) throw new Error(`${name} did not start`);
}

export function prepare(workload) {
  return workload.forward ? step(workload) : training(workload);
}

function training(workload) {
  const { inputs, outputs, steps, hidden, batch, last } = workload;
  const model = tf.sequential();
  const shape = { units: hidden, inputShape: [steps, inputs], returnSequences: !last };
  model.add(tf.layers.lstm({ ...shape, recurrentActivation: 'sigmoid' }));
  if (workload.readout === 'linear') model.add(tf.layers.dense({ units: outputs }));
  const batches = sequences(workload).map((given) => {
    const all = tf.tensor3d(given.targets, [batch, steps, outputs]);
    const target = last ? all.slice([0, steps - 1, 0], [batch, 1, outputs]).reshape([batch, outputs]) : all;
    return { x: tf.tensor3d(given.inputs, [batch, steps, inputs]), target };
  });
  const loss = {
    'squared-error': (y, target) => tf.sum(tf.squaredDifference(y.slice([0, 0, 0], [batch, steps, outputs]), target)),
    'mean-squared-error': (y, target) => tf.losses.meanSquaredError(target, y),
    'sigmoid-cross-entropy': (y, target) => tf.losses.sigmoidCrossEntropy(target, y),
    'softmax-cross-entropy': (y, target) => tf.losses.softmaxCrossEntropy(target, y),
  }[workload.loss];
  const optimizer = tf.train[workload.optimizer](workload.rate);
  let done = 0;
  // Not trained before the clock starts: that would take minutes.
  const run = (n) => {
    for (let k = 0; k < n; k++, done++) {
      const { x, target } = batches[Math.floor(done / EACH) % batches.length];
      const cost = optimizer.minimize(() => loss(model.apply(x, { training: true }), target), true);
      if (!Number.isFinite(cost.dataSync()[0])) throw new Error(`${workload.name}: training ran away`);
      cost.dispose();
    }
  };
  return { run, close: () => tf.disposeVariables() };
}

/** Its layer keeps the gates to itself, so this step is written out. */
function step(workload) {
  const { inputs, hidden } = workload;
  const x = tf.tensor2d(sequences(workload)[0].inputs, [1, inputs]);
  const [w, u, b] = [
    [inputs, 4 * hidden],
    [hidden, 4 * hidden],
    [1, 4 * hidden],
  ].map((shape) => tf.randomUniform(shape, -0.1, 0.1));
  const [h0, c0] = [tf.zeros([1, hidden]), tf.zeros([1, hidden])];
  const once = () => {
    const z = tf.add(tf.add(tf.matMul(x, w), tf.matMul(h0, u)), b);
    const [zi, zf, zg, zo] = tf.split(z, 4, 1);
    const [i, f, g, o] = [tf.sigmoid(zi), tf.sigmoid(zf), tf.tanh(zg), tf.sigmoid(zo)];
    const c = tf.add(tf.mul(f, c0), tf.mul(i, g));
    const h = tf.mul(o, tf.tanh(c));
    let sum = 0;
    for (const field of [i, f, g, o, c, h]) for (const number of field.dataSync()) sum += number;
    return sum;
  };
  const run = (n) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += tf.tidy(once);
    if (!Number.isFinite(sum)) throw new Error('a gate is not finite');
  };
  return { run, close: () => tf.dispose([x, w, u, b, h0, c0]) };
}
