/**
 * Files that were dropped before there was a key, or with one that this person could not decrypt with again: kept
 * here, with the question that is open, until the person says "Encrypt". Choosing a key does not start anything by itself.
 */
import { useState } from 'react';
import type { FileRef, SessionState } from '../../../electron/contract/state.ts';
import { count, formatBytes, printable } from '../../format.ts';
import { ArrivingSection } from '../../ui/arriving-section.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { FileIcon } from '../../ui/icons.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../../use-now.ts';
import { useSnapshot, useStore } from '../../use-store.ts';
import { needsSignInNow } from '../identity/identity-words.ts';
import { alsoOpenWith, chosenKey, isUsable, keyName } from '../identity/keys.ts';
import styles from './drop.module.css';
import { encryptTarget } from './intake.ts';
import { KeyChoice } from './key-choice.tsx';

const shownNames = 5;

export function WaitingFiles({ session }: { readonly session: SessionState }) {
  const files = useSnapshot((it) => it.waiting);
  return files.length === 0 ? null : <Waiting session={session} files={files} />;
}

interface WaitingProps {
  readonly session: SessionState;
  readonly files: readonly FileRef[];
}

function Waiting({ session, files }: WaitingProps) {
  const store = useStore();
  /** The key that does not decrypt again and was allowed all the same, for these files. */
  const [allowedKey, setAllowedKey] = useState<string | null>(null);
  const title = `${count(files.length, 'file')} waiting to be encrypted`;
  const isOneWay = session.keyDetails?.oneWay === true;
  const isAllowed = allowedKey === session.keyArn;
  const ready = encryptTarget(session) !== null && (!isOneWay || isAllowed);
  return (
    <ArrivingSection label={title}>
      <Panel tone="accent" icon={<FileIcon />}>
        <h2>{title}</h2>
        <Names files={files} />
        <p>{question(session, useNow())}</p>
        {session.keys.status === 'ready' && <KeyChoice keys={session.keys.keys} keyArn={session.keyArn} />}
        {isOneWay && (
          <div className={styles['oneWay']}>
            <p>
              You could encrypt with this key but <strong>not decrypt again</strong>: what you encrypt opens
              only for somebody who may.
            </p>
            <Checkbox
              label="Encrypt all the same"
              isSelected={isAllowed}
              onChange={(allowed) => setAllowedKey(allowed ? session.keyArn : null)}
            />
          </div>
        )}
        <div className={styles['actions']}>
          <Button look="primary" isDisabled={!ready} onPress={() => store.encryptWaiting(isAllowed)}>
            {`Encrypt ${count(files.length, 'file')}`}
          </Button>
          <Button onPress={store.dropWaiting}>Don’t encrypt</Button>
        </div>
      </Panel>
    </ArrivingSection>
  );
}

function question(session: SessionState, now: number): string {
  const key = chosenKey(session);
  if (key !== null) {
    return key.practice
      ? `To be encrypted with the practice key ${keyName(key)}, which is not protected by AWS.`
      : `To be encrypted with ${keyName(key)}.${alsoOpenWith(session)}`;
  }
  if (needsSignInNow(session, now)) return 'Sign in first, then choose a key.';
  switch (session.keys.status) {
    case 'none':
      return 'Whose keys do you want to use? Choose a profile, or try without AWS.';
    case 'loading':
      return 'Loading the keys of this profile…';
    case 'failed':
      return 'The keys of this profile could not be listed; the reason stands under the key menu.';
    case 'ready':
      return !session.keys.keys.some(isUsable)
        ? 'This profile has no key to encrypt with. Choose another profile.'
        : 'Which KMS key do you want to use?';
  }
}

function Names({ files }: { readonly files: readonly FileRef[] }) {
  const more = files.length - shownNames;
  return (
    <ul className={styles['names']} aria-label="Waiting files">
      {files.slice(0, shownNames).map((file) => (
        <li key={file.handle}>
          <bdi>{printable(file.name)}</bdi> <span className={styles['size']}>{formatBytes(file.size)}</span>
        </li>
      ))}
      {more > 0 && <li className={styles['size']}>{`and ${more.toLocaleString('en')} more`}</li>}
    </ul>
  );
}
