/**
 * Copies what an administrator must know to help, for the person to send it to them.
 */
import { CopyButton } from '../../ui/copy-button.tsx';
import { useStore } from '../../use-store.ts';

export function CopyRequest({ request }: { readonly request: string }) {
  const store = useStore();
  return (
    <CopyButton
      label="Copy request"
      said="Copied, to be sent to an administrator"
      copy={async () => (await store.copyRequest(request)) !== null}
    />
  );
}
