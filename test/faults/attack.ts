/** Kills one victim many times, each time judges what is left, and counts. */
import { basename, dirname, join } from 'node:path';
import { randomFrom } from '../envelope/support.ts';
import type { CliOptions } from '../support/run-cli.ts';
import { createJudge } from './judge.ts';
import { digestOf, type Material } from './material.ts';
import { createStage } from './stage.ts';
import { describeMoment, killingAt, momentsOf, readTrace, takenByPowerCut, tracing } from './system-calls.ts';
import type { Victim } from './victims.ts';

export interface Plan {
  readonly seed: number;
  /** Kills at random moments. */
  readonly kills: number;
  /** Whether to kill at system calls, too. */
  readonly trace: boolean;
}

export interface Figures {
  /** Milliseconds that the victim takes when nobody disturbs it. */
  duration: number;
  /** Kills at random moments, and at system calls. */
  random: number;
  traced: number;
  /** Runs that were killed too late, or by nobody, and so ended. */
  ended: number;
  /** Kills that left a temporary file, and those after which all results were there. */
  leftTemporary: number;
  finished: number;
  /** Files under a result's name that were not complete. */
  partial: number;
  /** Runs with nothing wrong, and what is wrong with the others. */
  passed: number;
  readonly failures: string[];
}

export async function attack(victim: Victim, material: Material, path: string, plan: Plan): Promise<Figures> {
  const stage = await createStage(victim, material, path);
  const judge = await createJudge(stage);
  const results = Object.keys(victim.results);
  const figures: Figures = {
    duration: 0,
    random: 0,
    traced: 0,
    ended: 0,
    leftTemporary: 0,
    finished: 0,
    partial: 0,
    passed: 0,
    failures: [],
  };

  function count(what: string, violations: readonly string[]): void {
    if (violations.length === 0) figures.passed += 1;
    else figures.failures.push(`${victim.name}, ${what}: ${violations.join('; ')}`);
  }

  /** Runs the victim, judges, starts the program again, judges; answers whether the victim was killed. */
  async function trial(what: string, options: Pick<CliOptions, 'onStart' | 'under'>): Promise<boolean> {
    await stage.reset();
    const { code, signal, stderr } = await stage.run(options);
    const killed = signal === 'SIGKILL';
    const found = await judge.afterKill();
    const next = await stage.nextStart();
    const ended = killed || (code === 0 && found.finished === results.length);
    count(what, [
      ...(ended ? [] : [`ended with ${code ?? signal} and ${found.finished} results: ${stderr.trim()}`]),
      ...found.violations,
      ...(next.code === 0 ? [] : [`the next start ended with ${next.code}: ${next.stderr.trim()}`]),
      ...(await judge.afterNextStart()),
    ]);
    figures.partial += found.partial;
    if (!killed) figures.ended += 1;
    if (killed && found.temporaries > 0) figures.leftTemporary += 1;
    if (killed && found.finished === results.length) figures.finished += 1;
    return killed;
  }

  async function killAtRandom(): Promise<void> {
    const random = randomFrom(plan.seed);
    for (let tries = 0; figures.random < plan.kills && tries < 3 * plan.kills; tries++) {
      const part = random(1_000_000) / 1_000_000;
      let timer: NodeJS.Timeout | undefined;
      const killed = await trial(`killed at ${part} of ${Math.round(figures.duration)} ms`, {
        onStart: (child) => {
          timer = setTimeout(() => child.kill('SIGKILL'), part * figures.duration);
        },
      });
      clearTimeout(timer);
      if (killed) figures.random += 1;
    }
  }

  async function killAtCalls(): Promise<void> {
    const log = join(path, 'trace');
    await trial('traced', { under: tracing(log) });
    const trace = readTrace(log);
    const files = results.map(stage.at);
    const taken = files.flatMap((file) => {
      const what = takenByPowerCut(trace, stage.at('.'), file);
      return what === null ? [] : [`a power cut takes ${what}: ${basename(file)}`];
    });
    count('traced', taken);
    for (const moment of momentsOf(trace, dirname(files[0] ?? ''))) {
      const killed = await trial(`killed at ${describeMoment(moment)}`, { under: killingAt(moment) });
      if (killed) figures.traced += 1;
    }
  }

  async function finishBystander(): Promise<void> {
    const { finish, result, temporary } = stage.bystander;
    const { code, stderr } = await finish();
    const digest = await material.openEnvelope(stage.at(result)).catch(() => 'not authentic');
    const names = await stage.names();
    count('the other process', [
      ...(code === 0 ? [] : [`ended with ${code}: ${stderr.trim()}`]),
      ...(digest === (await digestOf(material.path('small'))) ? [] : ['its result is not whole']),
      ...(names.includes(temporary) ? ['it left its temporary file'] : []),
      ...((await stage.notes()).length === 0 ? [] : ['it left its notes']),
    ]);
  }

  for (let round = 0; round < 2; round++) {
    await trial('undisturbed', {
      onStart: (child) => {
        const started = performance.now();
        child.once('exit', () => {
          figures.duration = Math.max(figures.duration, performance.now() - started);
        });
      },
    });
  }
  await killAtRandom();
  if (plan.trace) await killAtCalls();
  await finishBystander();
  return figures;
}
