/**
 * Says "X is not in the stand-in" for whatever Electron has and the stand-in has not.
 *
 * Guarantees: reading a missing member of a guarded object or class throws an Error that names it; members that
 * exist, members that are assigned later (tests override dialogs), symbols and the names by which tools probe
 * unknown objects are left alone.
 */

const PROBES = new Set([
  'then',
  'toJSON',
  'inspect',
  'nodeType',
  'asymmetricMatch',
  '$$typeof',
  'constructor',
]);

function trap(name: string, base: object): object {
  return new Proxy(base, {
    get(target, key, receiver): unknown {
      if (typeof key === 'symbol' || PROBES.has(key) || Reflect.has(target, key)) {
        return Reflect.get(target, key, receiver);
      }
      throw new Error(`${name}.${key} is not in the stand-in`);
    },
  });
}

/** Puts the trap at the end of a plain object's prototype chain, and returns the object. */
export function guard<T extends object>(name: string, object: T): T {
  const base: object = Object.getPrototypeOf(object);
  Object.setPrototypeOf(object, trap(name, base));
  return object;
}

/** The same for the instances and the statics of a class. */
export function guardClass<T extends { readonly prototype: object }>(name: string, made: T): T {
  guard(name, made.prototype);
  guard(name, made);
  return made;
}
