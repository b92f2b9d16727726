/**
 * The profiles of one session, or those without one: what they are signed in to, and each to begin with.
 */
import { useState } from 'react';
import type { SessionState } from '../../../electron/contract/state.ts';
import { count } from '../../format.ts';
import { Button } from '../../ui/button.tsx';
import type { ProfileGroup as Group } from '../identity/profiles.ts';
import { SessionChoice } from '../sign-in/session-choice.tsx';
import { ProfileChoice } from './profile-choice.tsx';
import styles from './welcome.module.css';

/** Profiles drawn at first, and how many more at each "Show more". */
const first = 20;
const page = 100;

export interface ProfileGroupProps {
  readonly group: Group;
  readonly session: SessionState;
}

export function ProfileGroup({ group, session }: ProfileGroupProps) {
  const [limit, setLimit] = useState(first);
  const hidden = group.profiles.length - limit;
  return (
    <section className={styles['group']} aria-label={group.title}>
      {group.session === null ? (
        <h3>{group.title}</h3>
      ) : (
        <SessionChoice session={session} of={group.session} />
      )}
      {group.profiles.length > 0 && (
        <ul className={styles['profiles']}>
          {group.profiles.slice(0, limit).map((profile) => (
            <ProfileChoice key={profile.id} profile={profile} />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <div>
          <Button look="quiet" onPress={() => setLimit(limit + page)}>
            {`Show more of ${count(hidden, 'more profile')}`}
          </Button>
        </div>
      )}
    </section>
  );
}
