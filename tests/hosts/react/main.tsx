import 'lstm-conveyor/element';
import type { LstmConveyor } from 'lstm-conveyor/element';
import type {} from 'lstm-conveyor/react';
import { useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

function Course() {
  const figure = useRef<LstmConveyor>(null);
  const [updates, setUpdates] = useState(0);
  const train = async (): Promise<void> => {
    await figure.current!.train(100);
    setUpdates(figure.current!.progress!.updates);
  };
  return (
    <>
      <lstm-conveyor ref={figure} view="belt" hidden-units={4} cell="gru"></lstm-conveyor>
      <button onClick={train}>Train</button>
      <output>{updates} updates</output>
    </>
  );
}

createRoot(document.querySelector('#app')!).render(<Course />);
