import { Experiment, load } from 'lstm-conveyor';
import 'lstm-conveyor/element';

await load();
const lstm = new Experiment({ task: 'recall', seed: 1 });
document.querySelector('output').textContent = `${lstm.train(100).length} updates`;
lstm.free();
