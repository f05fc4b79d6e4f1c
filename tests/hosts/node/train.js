import { Experiment, load } from 'lstm-conveyor';
import 'lstm-conveyor/element';
import 'lstm-conveyor/element/no-define';
import 'lstm-conveyor/single';

await load();
const lstm = new Experiment({ task: 'recall', seed: 1 });
console.log(`${lstm.train(100).length} updates`);
