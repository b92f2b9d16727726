/**
 * How files are encrypted, out of the way until asked for; what is on shows all the same.
 */
import type { EncryptionOptions, SessionState } from '../../../electron/contract/state.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { useStore } from '../../use-store.ts';
import styles from './identity.module.css';
import { optionsTitle } from './keys.ts';

export function EncryptionOptionsMenu({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const { encryption } = session;
  const set = (change: Partial<EncryptionOptions>) => void store.setEncryption({ ...encryption, ...change });
  if (session.profileId === null) return null;
  return (
    <Disclosure label={optionsTitle(encryption)}>
      <div className={styles['options']}>
        <Checkbox
          label="Check after encrypting"
          hint="Reads each new envelope back from the disk and proves it before it gets its name."
          isSelected={encryption.check}
          onChange={(check) => set({ check })}
        />
        <Checkbox
          label="Sign"
          hint="Adds a digital signature, so that people who may only open an envelope cannot change it unnoticed. Slower."
          isSelected={encryption.sign}
          onChange={(sign) => set({ sign })}
        />
      </div>
    </Disclosure>
  );
}
