/**
 * How files are encrypted, out of the way until asked for; what is on shows all the same.
 */
import { type EncryptionOptions, MAX_FILES, type SessionState } from '../../../electron/contract/state.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { NumberField } from '../../ui/number-field.tsx';
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
        <NumberField
          label="Files with a data key each"
          hint="Larger drops share one, and AWS is asked once for all of their files. Signed files always have their own."
          value={encryption.shareAbove}
          min={1}
          max={MAX_FILES}
          onChange={(shareAbove) => set({ shareAbove })}
        />
      </div>
    </Disclosure>
  );
}
