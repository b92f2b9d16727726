/**
 * The window: profile and key on the left, on the right what wants an answer (messages, waiting files, envelopes)
 * above the job list, the drop zone or the welcome.
 *
 * Accessible names, which tests and assistive technology rely on:
 *   region "Profile and key": button "Profile: NAME, DETAIL" and button "Key: NAME, DETAIL" open menus whose items
 *     are `menuitemradio`, named by profile or by alias, described by account, role, region and state; long ones have
 *     searchbox "Search: Profile" on top; under the profile who it is ("You are NAME, role ROLE, account ID."), or
 *     "Sign in to SESSION", "Ask AWS again"; "Another account or role…" or "Add an AWS profile…", "Sign out of
 *     SESSION"; under the key what it is good for (list "With this key"), buttons "Why not?" (where AWS refuses), "Key
 *     details" and "Another key" (textbox "Alias, id or ARN of a key", "Use this key", "List keys again"),
 *     button "Options" (or "Options: check, sign") opens checkboxes "Check after encrypting" and "Sign"
 *   note "Practice": the banner, with "Practice – not protected by AWS."
 *   main, with one h1: "Welcome to Envelope Vault", "Drop files to encrypt, envelopes to decrypt" or "Files"
 *   buttons "Try without AWS", "Use PROFILE, DETAIL, STATE" (welcome), "Choose files…" (always exactly one)
 *   list "Files": a listitem per job, named by the file, with "Pause" or "Resume", "Cancel", "Show in folder",
 *     "Keep both", "Try again", "Details", "Replace the other file…" (opens "Replace NAME"); above it "Pause all" or
 *     "Resume", "Clear finished", progressbar "Progress of all files"
 *   article NAME: an envelope's card, with button "Decrypt with: PROFILE, DETAIL" (menu), "Decrypt", "Check without
 *     decrypting", "Can I open this?", "Not now", "Sign in to SESSION" where the profile needs that, and where it has
 *     no key commitment checkbox "Allow for this file"
 *   region "Sign in to SESSION": "Copy link", "Open the page again" or "Try again", "Use a code instead", "Cancel the
 *     sign-in to SESSION" or "Dismiss …"; alert with "Sign in and continue" where files wait for one
 *   region "Choose an account and role of SESSION": buttons "Account: NAME", "Role: NAME" (menus), textboxes "Name of the
 *     profile" and "AWS region of your keys", "Save and use this profile", "Don’t add a profile"
 *   textboxes "Address of your AWS access portal", "AWS region of the portal", "A short name for it", button "Save and
 *     sign in" (welcome, and region "Add an AWS profile")
 *   alertdialog "MFA code for PROFILE": textbox "Six digits", "Continue", "Cancel"
 *   region "1 file waiting to be encrypted": listbox "KMS key for the waiting files", checkbox
 *     "Encrypt all the same" where the key does not decrypt again, "Encrypt 1 file", "Don’t encrypt"
 *   region "Not encrypted": folders and special files, with "Dismiss"
 *   region "Messages": an alert per call that failed, with "Dismiss"; for profiles "Read profiles again"
 *   button "Copy request" under failures that an administrator could help with
 *   status: the live region; alert: also the whole window when the program is blocked
 */
import { useRef } from 'react';
import type { SessionState } from '../electron/contract/state.ts';
import styles from './app.module.css';
import { DropHero } from './features/drop/drop-hero.tsx';
import { DropOverlay } from './features/drop/drop-overlay.tsx';
import { RefusedFiles } from './features/drop/refused-files.tsx';
import { useWindowFiles } from './features/drop/use-window-files.ts';
import { WaitingFiles } from './features/drop/waiting-files.tsx';
import { EnvelopeCards } from './features/envelope/envelope-cards.tsx';
import { Blocked } from './features/errors/blocked.tsx';
import { Notices } from './features/errors/notices.tsx';
import { PracticeBanner } from './features/identity/practice-banner.tsx';
import { Sidebar } from './features/identity/sidebar.tsx';
import { Announcer } from './features/jobs/announcer.tsx';
import { JobList } from './features/jobs/job-list.tsx';
import { AddProfile } from './features/sign-in/add-profile.tsx';
import { MfaDialog } from './features/sign-in/mfa-dialog.tsx';
import { SignInBanner } from './features/sign-in/sign-in-banner.tsx';
import { SignIns } from './features/sign-in/sign-in-panel.tsx';
import { Welcome } from './features/welcome/welcome.tsx';
import { Hidden } from './ui/hidden.tsx';
import { useFocusRescue } from './ui/use-focus-rescue.ts';
import { useJobs, useSession } from './use-store.ts';

export function App() {
  const session = useSession();
  if (session === null) return <Starting />;
  if (session.blocked !== null) return <Blocked error={session.blocked} version={session.version} />;
  return <Workspace session={session} />;
}

function Workspace({ session }: { readonly session: SessionState }) {
  const whole = useRef<HTMLDivElement>(null);
  const over = useWindowFiles();
  useFocusRescue(whole);
  return (
    <>
      <div ref={whole} className={styles['window']}>
        <Sidebar session={session} />
        <main className={styles['main']}>
          <PracticeBanner session={session} />
          <div className={styles['scroller']}>
            <div className={styles['stack']}>
              <Notices />
              <SignInBanner session={session} />
              <SignIns session={session} />
              <AddProfile session={session} />
              <WaitingFiles session={session} />
              <RefusedFiles />
              <EnvelopeCards session={session} />
              <Stage session={session} />
            </div>
          </div>
        </main>
      </div>
      {over && <DropOverlay />}
      <MfaDialog question={session.mfa} />
      <Announcer />
    </>
  );
}

/** What fills the right side: jobs where there are any, else the next thing to do. */
function Stage({ session }: { readonly session: SessionState }) {
  const jobs = useJobs();
  if (jobs.length > 0) return <JobList jobs={jobs} />;
  return session.profileId === null ? <Welcome session={session} /> : <DropHero session={session} />;
}

/** The moment before main has answered; if it refused to, the messages say why. */
function Starting() {
  return (
    <main className={styles['starting']} aria-busy="true">
      <h1>
        <Hidden>Envelope Vault is starting</Hidden>
      </h1>
      <Notices />
    </main>
  );
}
