/** The application menu: the system's own roles, choosing files, and the profiles. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { type ProfileMenuActions, type ProfileMenuState, profileMenu } from './profile-menu.ts';

export interface MenuActions extends ProfileMenuActions {
  readonly chooseFiles: () => void;
}

/** Answers what renews the menu for a state, where it would be another one. */
export function createMenu(actions: MenuActions): (state: ProfileMenuState) => void {
  let shown = '';
  return (state) => {
    const profiles = profileMenu(state, {
      ...actions,
      selectProfile: (profileId) => {
        // The system has changed the mark already.
        shown = '';
        actions.selectProfile(profileId);
      },
    });
    const next = JSON.stringify(profiles);
    if (next === shown) return;
    shown = next;
    Menu.setApplicationMenu(Menu.buildFromTemplate(template(actions, profiles)));
  };
}

function template(
  { chooseFiles }: MenuActions,
  profiles: MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  const mac = process.platform === 'darwin';
  const file: MenuItemConstructorOptions[] = [
    { id: 'choose-files', label: 'Choose Files…', accelerator: 'CmdOrCtrl+O', click: chooseFiles },
    { type: 'separator' },
    mac ? { role: 'close' } : { role: 'quit' },
  ];
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: file },
    { role: 'editMenu' },
    profiles,
    {
      label: '&View',
      submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }],
    },
    { role: 'windowMenu' },
  ];
}
