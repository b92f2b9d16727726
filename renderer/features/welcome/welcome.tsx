/**
 * First run: nothing is chosen yet. Practice in one click, or one of the AWS profiles found on this computer.
 */
import type { ProfileView, SessionState } from '../../../electron/contract/state.ts';
import { count } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { EnvelopePicture } from '../../ui/illustration.tsx';
import { useStore } from '../../use-store.ts';
import { ChooseFiles } from '../drop/choose-files.tsx';
import { groupProfiles } from '../identity/profiles.ts';
import { Connect } from '../sign-in/connect.tsx';
import { ProfileGroup } from './profile-group.tsx';
import styles from './welcome.module.css';

const isAws = (profile: ProfileView): boolean => profile.kind !== 'practice';

export function Welcome({ session }: { readonly session: SessionState }) {
  const store = useStore();
  const aws = session.profiles.filter(isAws);
  const isEmpty = aws.length === 0 && session.signInSessions.length === 0;
  return (
    <div className={styles['welcome']}>
      <header className={styles['head']}>
        <EnvelopePicture />
        <div className={styles['intro']}>
          <h1 tabIndex={-1}>Welcome to Envelope Vault</h1>
          <p>
            Drop a file in, get an <strong>.envelope</strong> out that only people with the right AWS KMS key
            can open. The original stays as it is.
          </p>
        </div>
      </header>

      <section className={styles['choice']} aria-labelledby="welcome-practice">
        <h2 id="welcome-practice">New here?</h2>
        <p>
          Try everything with a practice key made on this computer. Practice envelopes are for trying out:
          they are not protected by AWS.
        </p>
        <div>
          <Button look="primary" onPress={() => store.choosePractice()}>
            Try without AWS
          </Button>
        </div>
      </section>

      <section className={styles['choice']} aria-labelledby="welcome-aws">
        <h2 id="welcome-aws">Use your AWS profile</h2>
        {aws.length === 0 ? (
          <p>
            {session.profilesError === null
              ? `No AWS profiles were found on this computer. ${isEmpty ? 'Connect to your organisation to make one' : 'Sign in and choose a role to make one'}, or try without AWS.`
              : 'They appear here once they can be read.'}
          </p>
        ) : (
          <p>We found {count(aws.length, 'AWS profile')}. Nothing has been contacted yet.</p>
        )}
        {groupProfiles(aws, session.signInSessions).map((group) => (
          <ProfileGroup key={group.id} group={group} session={session} />
        ))}
        <Disclosure key={String(isEmpty)} label="Connect to your organisation" isOpenAtFirst={isEmpty}>
          <Connect />
        </Disclosure>
      </section>

      <section className={styles['choice']} aria-labelledby="welcome-envelope">
        <h2 id="welcome-envelope">Got an envelope?</h2>
        <p>Drop it anywhere in this window to see which key it needs. Nobody is contacted for that.</p>
        <div>
          <ChooseFiles look="secondary" />
        </div>
      </section>
    </div>
  );
}
