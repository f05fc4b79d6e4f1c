// `import type {} from 'lstm-conveyor/react'` lets JSX know <lstm-conveyor> and its attributes.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { LstmConveyor, LstmConveyorAttributes } from './element.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'lstm-conveyor': LstmConveyorAttributes &
        Omit<DetailedHTMLProps<HTMLAttributes<LstmConveyor>, LstmConveyor>, keyof LstmConveyorAttributes>;
    }
  }
}
