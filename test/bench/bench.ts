/**
 * `npm run bench`: our figures beside those of other programs, on this computer, in one run.
 *
 * Runs the sections one after the other, prints each, holds the figures against the targets and writes everything as
 * JSON. It is a report, not a test: exit code 0 whether targets are met or missed, 1 when something broke or a result
 * was wrong, 2 when the arguments are not understood. Nothing is left but the report: no file, no process.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { exit, platform } from 'node:process';
import { describeMachine } from './machine.ts';
import { HELP, type Options, readOptions, SECTIONS, type SectionName, UsageError } from './options.ts';
import { keyService } from './sections/key-service.ts';
import { largeFile } from './sections/large-file.ts';
import { machineLimits } from './sections/limits.ts';
import { peakMemory } from './sections/memory.ts';
import { smallFiles } from './sections/small-files.ts';
import { workerThreads } from './sections/workers.ts';
import { formatFacts } from './table.ts';
import { judge, type Results, showTargets } from './targets.ts';
import { openWorkbench, type Section, type Workbench } from './workbench.ts';

const sections: { readonly [Name in SectionName]: Section<NonNullable<Results[Name]>> } = {
  limits: machineLimits,
  'large-file': largeFile,
  workers: workerThreads,
  'small-files': smallFiles,
  'key-service': keyService,
  memory: peakMemory,
};

async function main(options: Options): Promise<number> {
  const started = new Date();
  const failures: string[] = [];
  const fail = (what: string, error: unknown): void => {
    failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    console.error(`FAILED ${failures.at(-1)}`);
  };
  const bench = await openWorkbench(options, fail);
  const machine = describeMachine(bench.folder);
  const versions = Object.fromEntries(
    [...bench.tools].map(([name, tool]) => [
      name,
      tool.path === null ? `missing: ${tool.missing}` : tool.version,
    ]),
  );
  console.log(`${formatFacts(machine)}\n\n${formatFacts(versions)}\n`);

  const results: Results = {
    limits: null,
    'large-file': null,
    workers: null,
    'small-files': null,
    'key-service': null,
    memory: null,
  };
  for (const name of SECTIONS) {
    if (!options.sections.includes(name)) continue;
    bench.say(`${name} …`);
    await runSection(name, bench, results).catch((error: unknown) => fail(name, error));
  }
  const judged = judge(results);
  console.log(showTargets(judged));
  mkdirSync(dirname(options.json), { recursive: true });
  const report = {
    started,
    ended: new Date(),
    options,
    machine,
    versions,
    results,
    targets: judged,
    failures,
  };
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nAll figures: ${options.json}`);
  for (const failure of failures) console.log(`FAILED ${failure}`);
  return failures.length === 0 ? 0 : 1;
}

async function runSection<Name extends SectionName>(
  name: Name,
  bench: Workbench,
  results: { [Key in SectionName]: Results[Key] },
): Promise<void> {
  const section: Section<NonNullable<Results[Name]>> = sections[name];
  const { needs } = section;
  if (needs !== undefined && !bench.tools.get(needs)?.path)
    return console.log(`${name}: left out, ${needs} is not there\n`);
  const result = await section.measure(bench);
  results[name] = result;
  console.log(`${section.show(result)}\n`);
}

function understand(): Options {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(HELP);
    exit(0);
  }
  if (platform !== 'linux')
    throw new UsageError('the bench runs on Linux: it needs sync -d, /proc and GNU time');
  return options;
}

try {
  exit(await main(understand()));
} catch (error) {
  console.error(error instanceof UsageError ? `bench: ${error.message}\n\n${HELP}` : error);
  exit(error instanceof UsageError ? 2 : 1);
}
