/**
 * What must hold in a victim's folder after it was killed, and after the next start of the program.
 *
 * Killed: files that must not change are as they were; under a result's name is nothing, the complete result, or the
 * whole file that was there before; besides, there are only temporary files with names of ours. After the next start
 * these are gone, and everything else is as it was. The file of a process that is at work stays.
 */
import { stat } from 'node:fs/promises';
import { isEnvelopeName } from '../../electron/vault/names.ts';
import { type Content, digestOf } from './material.ts';
import { isTemporary, type Stage } from './stage.ts';

/** What a kill left, or what it must not have. */
export interface Judgement {
  /** Empty where all is well. */
  readonly violations: readonly string[];
  /** Temporary files of the victim's. */
  readonly temporaries: number;
  /** Complete results. */
  readonly finished: number;
  /** Files under a result's name that are not complete; each is a violation, too. */
  readonly partial: number;
}

export interface Judge {
  readonly afterKill: () => Promise<Judgement>;
  readonly afterNextStart: () => Promise<readonly string[]>;
}

/** Which file it is, when it was written, and all of its bytes. */
async function identify(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, mode } = await stat(path, { bigint: true });
  return [dev, ino, size, mtimeNs, mode, await digestOf(path)].join(' ');
}

/** Takes the stage, as it is now, for what must stay. */
export async function createJudge(stage: Stage): Promise<Judge> {
  const { victim, material, at, bystander } = stage;
  const { files, replaced = {}, results } = victim;
  const kept = new Map<string, string>();
  for (const name of Object.keys(files)) kept.set(name, await identify(at(name)));
  const bystanderFile = await stat(at(bystander.temporary), { bigint: true });
  const known = new Set([...Object.keys(files), ...Object.keys(results)]);

  const isComplete = async (name: string, content: Content): Promise<boolean> => {
    const digest = isEnvelopeName(name)
      ? await material.openEnvelope(at(name)).catch(() => 'not authentic')
      : await digestOf(at(name));
    return digest === (await digestOf(material.path(content)));
  };

  async function judgeResult(name: string, content: Content): Promise<'finished' | 'as before' | 'partial'> {
    const before = replaced[name];
    if (before !== undefined && (await digestOf(at(name))) === (await digestOf(material.path(before))))
      return 'as before';
    return (await isComplete(name, content)) ? 'finished' : 'partial';
  }

  async function common(names: readonly string[]): Promise<readonly string[]> {
    const changed = Object.keys(files).map(async (name) =>
      (await identify(at(name)).catch(() => 'gone')) === kept.get(name) ? [] : [`changed: ${name}`],
    );
    const other = await stat(at(bystander.temporary), { bigint: true }).catch(() => null);
    return [
      ...(await Promise.all(changed)).flat(),
      ...names.filter((name) => !known.has(name) && !isTemporary(name)).map((name) => `stranger: ${name}`),
      ...(other?.ino === bystanderFile.ino ? [] : ['the file of a process that lives is gone']),
    ];
  }

  let left: readonly string[] = [];
  return {
    afterKill: async () => {
      const names = await stage.names();
      left = names.filter((name) => !isTemporary(name));
      const violations = [...(await common(names))];
      const outcomes: string[] = [];
      for (const [name, content] of Object.entries(results)) {
        if (!names.includes(name)) {
          if (name in replaced) violations.push(`gone: ${name}`);
          continue;
        }
        const outcome = await judgeResult(name, content);
        outcomes.push(outcome);
        if (outcome === 'partial') violations.push(`partial: ${name}`);
      }
      const temporaries = names.filter((name) => isTemporary(name) && name !== bystander.temporary).length;
      const count = (outcome: string): number => outcomes.filter((one) => one === outcome).length;
      return { violations, temporaries, finished: count('finished'), partial: count('partial') };
    },

    afterNextStart: async () => {
      const names = await stage.names();
      const expected = [...left, bystander.temporary];
      const notes = await stage.notes();
      return [
        ...(await common(names)),
        ...names.filter((name) => !expected.includes(name)).map((name) => `left: ${name}`),
        ...left.filter((name) => !names.includes(name)).map((name) => `taken away: ${name}`),
        ...(notes.length === 1 ? [] : [`notes of ${notes.length} processes, and one lives`]),
      ];
    },
  };
}
