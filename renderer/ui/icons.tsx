/**
 * The app's pictures, drawn in the text's colour. All of them are decoration: the words beside them say the same.
 */
import type { ReactNode } from 'react';

function Icon({ size = 18, children }: { readonly size?: number; readonly children: ReactNode }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

export const ChevronIcon = () => (
  <Icon size={16}>
    <path d="m6.5 8 3.5-3.5L13.5 8M6.5 12l3.5 3.5 3.5-3.5" />
  </Icon>
);

export const DisclosureIcon = () => (
  <Icon size={14}>
    <path d="m7.5 5 5 5-5 5" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon size={16}>
    <path d="m4.5 10.5 3.5 3.5 7.5-8" />
  </Icon>
);

export const WarningIcon = () => (
  <Icon>
    <path d="M10 3 18 16.5H2L10 3Z" />
    <path d="M10 8.2v3.6M10 14.2v.1" />
  </Icon>
);

export const ErrorIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7.25" />
    <path d="M10 6.2v4.4M10 13.6v.1" />
  </Icon>
);

export const DoneIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7.25" />
    <path d="m6.8 10.2 2.3 2.3 4.2-4.6" />
  </Icon>
);

export const UnknownIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7.25" />
    <path d="M8 8.2a2 2 0 1 1 2.8 1.8c-.5.2-.8.6-.8 1.2v.3M10 13.8v.1" />
  </Icon>
);

export const StoppedIcon = () => (
  <Icon>
    <circle cx="10" cy="10" r="7.25" />
    <path d="M7 10h6" />
  </Icon>
);

export const FileIcon = () => (
  <Icon>
    <path d="M5 2.75h6.5L15.25 6.5v10.75H5a.25.25 0 0 1-.25-.25V3A.25.25 0 0 1 5 2.75Z" />
    <path d="M11.25 3v3.75H15" />
  </Icon>
);

export const EnvelopeIcon = () => (
  <Icon>
    <rect x="2.25" y="4.25" width="15.5" height="11.5" rx="1.25" />
    <path d="m2.75 5.5 7.25 5.25 7.25-5.25" />
  </Icon>
);

export const FolderIcon = () => (
  <Icon>
    <path d="M2.25 5.25c0-.55.45-1 1-1h4l1.75 2h7.75c.55 0 1 .45 1 1v7.5c0 .55-.45 1-1 1H3.25c-.55 0-1-.45-1-1v-9.5Z" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon size={15}>
    <circle cx="10" cy="6.75" r="3.25" />
    <path d="M3.75 16.75c.6-3.2 3.1-5 6.25-5s5.65 1.8 6.25 5" />
  </Icon>
);

export const KeyIcon = () => (
  <Icon size={15}>
    <circle cx="6.5" cy="13" r="3.5" />
    <path d="m9 10.5 7-7M13 6.5l2.5 2.5" />
  </Icon>
);

export const RemoveIcon = () => (
  <Icon>
    <path d="m6 6 8 8M14 6l-8 8" />
  </Icon>
);
