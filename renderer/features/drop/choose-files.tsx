/**
 * The button "Choose files…", of which there is exactly one in the window at any time.
 */
import { Button, type ButtonProps } from '../../ui/button.tsx';
import { useStore } from '../../use-store.ts';

export function ChooseFiles({ look }: { readonly look: NonNullable<ButtonProps['look']> }) {
  const store = useStore();
  return (
    <Button look={look} aria-keyshortcuts="Control+O Meta+O" onPress={() => store.chooseFiles()}>
      Choose files…
    </Button>
  );
}
