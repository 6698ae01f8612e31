import { useEffect, useRef, useState } from 'react';
import { readExport, saveFile } from './exportFile';
import { explainCode, type FailureDetails } from './Problem';

/** Downloads the whole gradebook. A link cannot send the `Authorization` header, so `fetch` reads the file. */
export function Download() {
  const [bytes, setBytes] = useState<number>();
  const [result, setResult] = useState<{ text: string; hasFailed?: boolean }>();
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function download() {
    const { signal } = (running.current = new AbortController());
    setResult(undefined);
    setBytes(0);
    try {
      saveFile(await readExport(signal, setBytes), 'gradebook.csv');
      setResult({ text: 'Saved as gradebook.csv.' });
    } catch (error) {
      setResult(signal.aborted ? { text: 'Download cancelled.' } : { text: explainFailure(error), hasFailed: true });
    }
    setBytes(undefined);
  }

  const isRunning = bytes !== undefined;
  const progress = bytes === 0 ? 'Reading the scores…' : `${Math.ceil((bytes ?? 0) / 1000)} kB read…`;
  return (
    <div className="download">
      <button
        type="button"
        className="outline"
        onClick={() => (isRunning ? running.current?.abort() : void download())}
      >
        {isRunning ? 'Cancel download' : 'Download CSV'}
      </button>
      <p role={result?.hasFailed ? 'alert' : 'log'}>{isRunning ? progress : result?.text}</p>
    </div>
  );
}

function explainFailure(error: unknown): string {
  const details = (error as Error).cause as FailureDetails | undefined;
  const explanation = details && explainCode(details);
  return explanation?.text ?? 'The download failed, and nothing was saved. Try again.';
}
