/**
 * Pictures of envelopes: one with its sheet half inside for what the app does, one sealed for a card. Decoration.
 */
import styles from './illustration.module.css';

export function EnvelopePicture() {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      className={styles['picture']}
      width="132"
      height="108"
      viewBox="0 0 132 108"
      fill="none"
      strokeWidth="2"
      strokeLinejoin="round"
      strokeLinecap="round"
    >
      <path className={styles['back']} d="M12 46 66 8l54 38v52a4 4 0 0 1-4 4H16a4 4 0 0 1-4-4V46Z" />
      <g className={styles['sheet']}>
        <rect x="30" y="6" width="72" height="82" rx="3" />
        <path d="M42 24h34M42 37h48M42 50h48" />
      </g>
      <path
        className={styles['front']}
        d="M12 48l46.5 30.5a14 14 0 0 0 15 0L120 48v50a4 4 0 0 1-4 4H16a4 4 0 0 1-4-4V48Z"
      />
      <path className={styles['fold']} d="m14 100 36-27M118 100 82 73" />
    </svg>
  );
}

/** A closed envelope with its seal; amber where it is only practice. */
export function SealedEnvelope({ practice }: { readonly practice: boolean }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      className={styles['picture']}
      data-practice={practice || undefined}
      width="54"
      height="42"
      viewBox="0 0 54 42"
      fill="none"
      strokeWidth="1.75"
      strokeLinejoin="round"
      strokeLinecap="round"
    >
      <rect className={styles['front']} x="2" y="3" width="50" height="36" rx="3" />
      <path className={styles['fold']} d="m3.5 37.5 17-14M50.5 37.5l-17-14" />
      <path
        className={styles['back']}
        d="M2.5 5.2 23 23.4a6 6 0 0 0 8 0L51.5 5.2A3 3 0 0 0 49 3H5a3 3 0 0 0-2.5 2.2Z"
      />
      <circle className={styles['seal']} cx="27" cy="24" r="6.25" />
    </svg>
  );
}
