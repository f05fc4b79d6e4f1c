// `import type {} from 'lstm-conveyor/vue'` lets templates know <lstm-conveyor> and its attributes.
import type { DefineComponent } from 'vue';
import type { LstmConveyorAttributes } from './element.js';

declare module 'vue' {
  interface GlobalComponents {
    'lstm-conveyor': DefineComponent<LstmConveyorAttributes>;
  }
}
