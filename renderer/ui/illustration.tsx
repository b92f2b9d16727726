/**
 * The picture of what the app does: a sheet of paper half in its envelope. Decoration only.
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
        <rect x="30" y="14" width="72" height="74" rx="3" />
        <path d="M42 30h34M42 42h48M42 54h48" />
      </g>
      <path
        className={styles['front']}
        d="M12 48l46.500 30.500a14 14 0 0 0 15 0L120 48v50a4 4 0 0 1-4 4H16a4 4 0 0 1-4-4V48Z"
      />
      <path className={styles['fold']} d="m14 100 36-27M118 100 82 73" />
    </svg>
  );
}
