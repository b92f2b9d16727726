/**
 * A labelled button that opens a menu to pick one of several: the profile, the KMS key. A long one has a field on top,
 * which has the focus; what is typed leaves the rows that match.
 *
 * Things that cannot be picked stay in the menu and can be reached by keyboard, so that their reason can be read;
 * they are marked disabled and picking them does nothing.
 */
import { type ReactNode, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Button } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { SearchField } from 'react-aria-components/SearchField';
import { Text } from 'react-aria-components/Text';
import { count } from '../format.ts';
import { Hidden } from './hidden.tsx';
import { CheckIcon, ChevronIcon } from './icons.tsx';
import styles from './pick-menu.module.css';
import { findRows, searchedFrom } from './pick-search.ts';
import { type Tone, ToneIcon } from './tone-icon.tsx';

export interface PickItem {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
  /** One line about its state, e.g. `Ready`. */
  readonly state?: string;
  readonly tone?: Tone;
  /** Show a picture of the tone, too. */
  readonly pictured?: true;
  readonly disabled?: boolean;
}

export interface PickSection {
  readonly id: string;
  readonly title: string;
  readonly items: readonly PickItem[];
}

export interface PickMenuProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly sections: readonly PickSection[];
  readonly selectedId: string | null;
  /** Shown where nothing is selected. */
  readonly placeholder: string;
  readonly onPick: (id: string) => void;
  readonly isDisabled?: boolean;
  /** Given together, where something else than a press opens it, too. */
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

export function PickMenu(props: PickMenuProps) {
  const { label, icon, sections, selectedId, placeholder, onPick, isDisabled = false } = props;
  const { isOpen, onOpenChange } = props;
  const items = sections.flatMap((section) => section.items);
  const selected = items.find((item) => item.id === selectedId);
  const value = selected?.name ?? placeholder;
  // That all is well needs no words.
  const state = selected?.tone === 'good' ? '' : (selected?.state ?? '');
  const detail = selected?.detail ?? '';
  const pick = (id: string): void => {
    if (items.some((item) => item.id === id && item.disabled !== true)) onPick(id);
  };

  return (
    <MenuTrigger {...(isOpen !== undefined && { isOpen })} {...(onOpenChange && { onOpenChange })}>
      <Button className={styles['trigger'] ?? ''} isDisabled={isDisabled}>
        <Hidden>{[`${label}: ${value}`, detail, state].filter((part) => part !== '').join(', ')}</Hidden>
        <span className={styles['text']} aria-hidden="true">
          <span className={styles['label']}>
            {icon}
            {label}
          </span>
          <span className={styles['value']} data-empty={selected === undefined || undefined}>
            {value}
          </span>
          {detail !== '' && <span className={styles['detail']}>{detail}</span>}
          {state !== '' && <span className={styles['detail']}>{state}</span>}
        </span>
        <ChevronIcon />
      </Button>
      <Popover className={styles['popover'] ?? ''} placement="bottom start" offset={4}>
        {items.length < searchedFrom ? (
          <Rows sections={sections} selectedId={selectedId} onPick={pick} />
        ) : (
          <SearchedRows label={label} sections={sections} selectedId={selectedId} onPick={pick} />
        )}
      </Popover>
    </MenuTrigger>
  );
}

type RowsProps = Pick<PickMenuProps, 'sections' | 'selectedId' | 'onPick'>;

function SearchedRows({ label, sections, ...rest }: RowsProps & { readonly label: string }) {
  const [typed, setTyped] = useState('');
  const found = findRows(sections, typed);
  const none = found.sections.length === 0;
  return (
    <div className={styles['searched']}>
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <SearchField className={styles['search'] ?? ''} aria-label={`Search: ${label}`} autoFocus>
          <Input placeholder="Search" />
        </SearchField>
        <Rows sections={found.sections} {...rest} />
      </Autocomplete>
      <p className={styles['found']} role="status">
        {none && 'Nothing matches'}
        {found.more > 0 && `${count(found.more, 'more row')}: type to find them`}
      </p>
    </div>
  );
}

function Rows({ sections, selectedId, onPick }: RowsProps) {
  return (
    <Menu
      className={styles['menu'] ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={selectedId === null ? [] : [selectedId]}
      onAction={(key) => onPick(String(key))}
    >
      {sections.map((section) => (
        <MenuSection key={section.id} className={styles['section'] ?? ''} aria-label={section.title}>
          {sections.length > 1 && <Header className={styles['title'] ?? ''}>{section.title}</Header>}
          {section.items.map((item) => (
            <PickRow key={item.id} item={item} />
          ))}
        </MenuSection>
      ))}
    </Menu>
  );
}

function PickRow({ item }: { readonly item: PickItem }) {
  const disabled = item.disabled === true;
  return (
    <MenuItem
      id={item.id}
      textValue={item.name}
      className={styles['item'] ?? ''}
      shouldCloseOnSelect={!disabled}
      {...(disabled && {
        render: (props) => ('href' in props ? <a {...props} /> : <div {...props} aria-disabled="true" />),
      })}
    >
      {({ isSelected }) => (
        <>
          <span className={styles['check']}>{isSelected && <CheckIcon />}</span>
          <Text slot="label" className={styles['name'] ?? ''}>
            {item.name}
          </Text>
          <Text slot="description" className={styles['description'] ?? ''}>
            {item.detail !== '' && <span>{item.detail}</span>}
            {item.state !== undefined && (
              <span data-tone={item.tone ?? 'soft'}>
                {item.pictured && <ToneIcon tone={item.tone ?? 'soft'} />}
                {item.state}
              </span>
            )}
          </Text>
        </>
      )}
    </MenuItem>
  );
}
