/** Joins the class names that are there: CSS modules answer `undefined` for a name they do not have. */
export const classes = (...names: readonly (string | false | null | undefined)[]): string =>
  names.filter((name) => typeof name === 'string' && name !== '').join(' ');
