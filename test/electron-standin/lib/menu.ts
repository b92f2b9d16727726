/**
 * Menu and MenuItem. There is no menu bar to show: tests find items and click them, as a person would.
 *
 * Guarantees: ids, labels of roles, checked state and radio groups behave as documented; click gets the item, the
 * focused window and an event; roles with an obvious effect (quit, close, reload, …) have it.
 */
import { EventEmitter } from 'node:events';
import { applicationMenu } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { makeEvent } from './events.ts';
import { ROLES } from './menu-roles.ts';
import { guardClass } from './missing.ts';

type Click = (item: MenuItem, window: BrowserWindow | undefined, event: object) => void;

interface ItemOptions {
  readonly id?: string;
  readonly role?: string;
  readonly type?: string;
  readonly label?: string;
  readonly sublabel?: string;
  readonly toolTip?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly registerAccelerator?: boolean;
  readonly submenu?: Menu | readonly (ItemOptions | MenuItem)[];
  readonly click?: Click;
}

let lastCommand = 0;

export class MenuItem {
  readonly id: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly submenu: Menu | undefined;
  readonly accelerator: string | undefined;
  readonly commandId: number;
  readonly click: (event?: object, window?: BrowserWindow) => void;
  readonly registerAccelerator: boolean;
  label: string;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  menu: Menu | undefined;
  #checked: boolean;

  constructor(options: ItemOptions) {
    lastCommand += 1;
    this.commandId = lastCommand;
    const role = options.role?.toLowerCase();
    const known = role === undefined ? undefined : ROLES[role];
    if (role !== undefined && !known) throw new Error(`Unknown role ${options.role}`);
    this.role = role;
    const submenu = options.submenu ?? known?.submenu;
    this.submenu =
      submenu === undefined ? undefined : submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu);
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal');
    this.label = options.label ?? known?.label ?? '';
    this.accelerator = options.accelerator ?? known?.accelerator;
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.id = options.id ?? '';
    this.#checked = options.checked ?? false;
    this.click = (event = {}, window = BrowserWindow.getFocusedWindow() ?? undefined): void => {
      if (!this.enabled) return;
      if (this.type === 'checkbox') this.checked = !this.checked;
      if (this.type === 'radio') this.checked = true;
      if (known?.run) known.run(window);
      else options.click?.(this, window, event);
    };
  }

  get checked(): boolean {
    return this.#checked;
  }
  set checked(on: boolean) {
    if (this.type === 'radio') {
      if (!on) return;
      for (const other of this.menu?.radioGroup(this) ?? []) other.#checked = false;
    }
    this.#checked = on;
  }
}

export class Menu extends EventEmitter {
  readonly items: MenuItem[] = [];

  append(item: MenuItem): void {
    this.insert(this.items.length, item);
  }
  insert(position: number, item: MenuItem): void {
    item.menu = this;
    this.items.splice(position, 0, item);
    const group = this.radioGroup(item);
    if (item.type === 'radio' && !group.some((other) => other.checked)) item.checked = true;
  }
  /** The radio items next to this one, up to the nearest of another type. */
  radioGroup(item: MenuItem): MenuItem[] {
    const group: MenuItem[] = [];
    for (const other of this.items) {
      if (other.type === 'radio') group.push(other);
      else if (group.includes(item)) break;
      else group.length = 0;
    }
    return group;
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item;
      const inside = item.submenu?.getMenuItemById(id);
      if (inside) return inside;
    }
    return null;
  }
  popup(options: { readonly callback?: () => void } = {}): void {
    this.emit('menu-will-show', makeEvent({}));
    this.emit('menu-will-close', makeEvent({}));
    options.callback?.();
  }
  closePopup(): void {
    this.emit('menu-will-close', makeEvent({}));
  }

  static buildFromTemplate(template: readonly (ItemOptions | MenuItem)[]): Menu {
    if (!Array.isArray(template))
      throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new Menu();
    for (const one of template) menu.append(one instanceof MenuItem ? one : new MenuItem(one));
    return menu;
  }
  static setApplicationMenu(menu: Menu | null): void {
    current = menu;
  }
  static getApplicationMenu(): Menu | null {
    return current;
  }
  static sendActionToFirstResponder(): void {
    // macOS only.
  }
}

let current: Menu | null = null;
applicationMenu.get = () => current;
applicationMenu.set = (menu) => {
  current = menu as Menu | null;
};
guardClass('MenuItem', MenuItem);
guardClass('Menu', Menu);
