/** The application menu: the system's own roles, and choosing files. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly chooseFiles: () => void;
}

export function setMenu({ chooseFiles }: MenuActions): void {
  const mac = process.platform === 'darwin';
  const file: MenuItemConstructorOptions[] = [
    { id: 'choose-files', label: 'Choose Files…', accelerator: 'CmdOrCtrl+O', click: chooseFiles },
    { type: 'separator' },
    mac ? { role: 'close' } : { role: 'quit' },
  ];
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: file },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
