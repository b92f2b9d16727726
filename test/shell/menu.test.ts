/** The application menu is made anew where it would be another one, and a call for attention disturbs nobody in the window. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { MenuActions } from '../../electron/shell/menu.ts';
import { awsProfile } from '../vault/fakes.ts';

interface Item {
  readonly id?: string;
  readonly submenu?: readonly Item[];
  readonly click?: () => void;
}

const shown = vi.hoisted(() => ({
  menus: [] as (readonly Item[])[],
  notes: [] as { readonly body: string }[],
}));
vi.mock('electron', () => ({
  Menu: {
    buildFromTemplate: (template: readonly Item[]) => template,
    setApplicationMenu: (menu: readonly Item[]) => shown.menus.push(menu),
  },
  Notification: class {
    static isSupported = () => true;
    readonly body: string;
    constructor({ body }: { readonly body: string }) {
      this.body = body;
    }
    on = vi.fn();
    show = () => shown.notes.push({ body: this.body });
  },
}));
const { createMenu } = await import('../../electron/shell/menu.ts');
const { callFor } = await import('../../electron/shell/attention.ts');

beforeEach(() => {
  shown.menus = [];
  shown.notes = [];
});

const state = {
  profiles: [awsProfile('dev'), awsProfile('prod')],
  profileId: null,
  recentProfileIds: [],
  signInSessions: [],
  blocked: null,
};

function actions(): MenuActions {
  const nothing = vi.fn();
  const rest = { reloadProfiles: nothing, signIn: nothing, signOut: nothing };
  return { chooseFiles: nothing, selectProfile: vi.fn(), showProfiles: nothing, ...rest };
}

test('the menu is made anew for what it shows, and not for each change of the state', () => {
  const update = createMenu(actions());
  update(state);
  update({ ...state });
  expect(shown.menus).toHaveLength(1);
  update({ ...state, profileId: 'aws:dev' });
  expect(shown.menus).toHaveLength(2);
});

test('after a click it says again what is chosen, also where nothing has changed', () => {
  const chosen = actions();
  const update = createMenu(chosen);
  update({ ...state, profileId: 'aws:dev' });
  const menu = shown.menus[0]?.find(({ id }) => id === 'profile');
  menu?.submenu?.find(({ id }) => id === 'profile:aws:dev')?.click?.();
  expect(chosen.selectProfile).toHaveBeenCalledExactlyOnceWith('aws:dev');
  update({ ...state, profileId: 'aws:dev' });
  expect(shown.menus).toHaveLength(2);
});

test.each([
  [true, 0],
  [false, 1],
])('whether the window is in front: %s', (isFocused, notes) => {
  const window = { isFocused: () => isFocused, flashFrame: vi.fn() };
  callFor(window as never, 'Sign in again', vi.fn());
  expect(window.flashFrame).toHaveBeenCalledTimes(notes);
  expect(shown.notes).toHaveLength(notes);
});

test('a notification shows names as text: nothing turns it round, is a line or markup of its own, or goes on', () => {
  callFor(
    null,
    `Sign in with a\u202eb\n<img src="https://x.example/">&amp;${'c'.repeat(1_000)}: now.`,
    vi.fn(),
  );
  expect(shown.notes[0]?.body).toMatch(/^Sign in with abimg src="https:\/\/x\.example\/"amp;c+$/);
  expect(shown.notes[0]?.body).toHaveLength(200);
});
