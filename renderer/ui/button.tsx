/**
 * The button: primary for the one thing to do next, secondary for other actions, quiet inside rows.
 */
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import styles from './button.module.css';
import { classes } from './class-names.ts';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  readonly look?: 'primary' | 'secondary' | 'quiet';
}

export function Button({ look = 'secondary', ...props }: ButtonProps) {
  return <AriaButton {...props} className={classes(styles['button'], styles[look])} />;
}
