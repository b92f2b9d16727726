/** Aliases of the caller's own keys. */
import * as practice from '../../../electron/kms/practice/catalog-operations.ts';
import { invalid, PracticeException } from '../../../electron/kms/practice/exception.ts';
import { requiredString } from '../../../electron/kms/practice/input.ts';
import type { PracticeAlias } from '../../../electron/kms/practice/key-store.ts';
import type { Output } from '../../../electron/kms/practice/operation.ts';
import { aliasArn } from '../../../electron/kms/practice/resolve-key.ts';
import { authorizeAtHome, type Call, homeOf, reachKey, serviceOf, type Target } from './call.ts';
import { checkNotPending } from './change-key.ts';

export async function createAlias(call: Call, target: Target): Promise<Output> {
  const name = aliasName(call);
  checkNotPending(target);
  const { realm, key } = target;
  const alias = { name, keyId: key.id, created: call.now().toISOString() };
  await changeAliases(realm, (aliases) => {
    if (aliases.some((one) => one.name === name)) {
      throw new PracticeException(
        'AlreadyExistsException',
        `An alias with the name ${aliasArn(realm, name)} already exists`,
      );
    }
    return [...aliases, alias];
  });
  return {};
}

/** Points an alias at another key of the same usage and kind. */
export async function updateAlias(call: Call, target: Target): Promise<Output> {
  const name = aliasName(call);
  checkNotPending(target);
  const before = await reachKey(call, `alias/${name}`, 'UpdateAlias');
  const same =
    before.key.usage === target.key.usage &&
    (before.facts.privateKey === null) === (target.facts.privateKey === null);
  if (!same)
    throw new PracticeException('ValidationException', 'The keys must be of the same kind and usage.');
  await changeAliases(target.realm, (aliases) =>
    aliases.map((one) => (one.name === name ? { ...one, keyId: target.key.id } : one)),
  );
  return {};
}

export async function deleteAlias(call: Call): Promise<Output> {
  const name = aliasName(call);
  const target = await reachKey(call, `alias/${name}`, 'DeleteAlias');
  await changeAliases(target.realm, (aliases) => aliases.filter((one) => one.name !== name));
  return {};
}

export async function listAliases(call: Call): Promise<Output> {
  authorizeAtHome(call, 'ListAliases');
  return practice.listAliases(serviceOf(call, homeOf(call)), call.input);
}

/** Without `alias/`. */
function aliasName({ input }: Call): string {
  const text = requiredString(input, 'AliasName', 1, 256);
  if (!text.startsWith('alias/')) throw invalid('Invalid identifier');
  const name = text.slice('alias/'.length);
  if (!/^[a-zA-Z0-9/_-]+$/.test(name)) {
    throw invalid(`Value '${text}' at 'aliasName' failed to satisfy constraint: ^[a-zA-Z0-9:/_-]+$`);
  }
  if (name.startsWith('aws/')) throw new PracticeException('NotAuthorizedException', '');
  return name;
}

async function changeAliases(
  realm: Target['realm'],
  change: (aliases: readonly PracticeAlias[]) => readonly PracticeAlias[],
): Promise<void> {
  await realm.store.update((content) => ({
    content: { ...content, aliases: change(content.aliases) },
    result: null,
  }));
}
