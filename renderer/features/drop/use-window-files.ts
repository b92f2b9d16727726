/**
 * Files that come in anywhere in the window: dropped, pasted, or asked for with Ctrl/Cmd+O.
 *
 * Also keeps the browser from doing what it does by itself with a dropped file, which is to open it.
 */
import { useEffect, useState } from 'react';
import { useStore } from '../../use-store.ts';

const hasFiles = (transfer: DataTransfer | null): transfer is DataTransfer =>
  transfer?.types.includes('Files') ?? false;

/** Whether files are being dragged over the window. */
export function useWindowFiles(): boolean {
  const store = useStore();
  const [over, setOver] = useState(false);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const take = (transfer: DataTransfer): void => {
      const files = [...transfer.files];
      if (files.length > 0) void store.addFiles(files);
    };

    const drag = (event: DragEvent): void => {
      event.preventDefault();
      if (event.dataTransfer === null) return;
      const welcome = hasFiles(event.dataTransfer);
      event.dataTransfer.dropEffect = welcome ? 'copy' : 'none';
      setOver(welcome);
    };
    window.addEventListener('dragenter', drag, { signal });
    window.addEventListener('dragover', drag, { signal });
    // Leaving for a child element has a related target; leaving the window has none.
    window.addEventListener('dragleave', (event) => event.relatedTarget === null && setOver(false), {
      signal,
    });
    window.addEventListener(
      'drop',
      (event) => {
        event.preventDefault();
        setOver(false);
        if (hasFiles(event.dataTransfer)) take(event.dataTransfer);
      },
      { signal },
    );
    window.addEventListener(
      'paste',
      (event) => {
        if (hasFiles(event.clipboardData)) take(event.clipboardData);
      },
      { signal },
    );
    window.addEventListener(
      'keydown',
      (event) => {
        const isOpen = event.key.toLowerCase() === 'o' && (event.ctrlKey || event.metaKey);
        if (!isOpen || event.shiftKey || event.altKey || event.repeat) return;
        event.preventDefault();
        void store.chooseFiles();
      },
      { signal },
    );
    return () => listening.abort();
  }, [store]);

  return over;
}
