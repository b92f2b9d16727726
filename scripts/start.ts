/**
 * `npm start [-- files…]`: shows the built app. Without a display there is no window to show, so it says that and
 * runs the demonstration instead.
 */
import path from 'node:path';
import { runChild } from './run-child.ts';
import { findRuntime, installNeeds, project } from './runtime.ts';

const files = process.argv.slice(2);

async function start(): Promise<number> {
  const { env } = process;
  if (process.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    console.log(
      'There is no display here (DISPLAY is not set), so no window: running the demonstration instead.\n',
    );
    return runChild(process.execPath, [path.join(project, 'scripts', 'demo.ts'), ...files], env);
  }
  const runtime = await findRuntime();
  installNeeds(runtime.kind, false);
  console.log(`runtime: ${runtime.kind} (${runtime.why})`);
  if (runtime.kind === 'stand-in')
    console.log('Drop files on the window: the stand-in has no dialog to choose them in.');
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const args = [...(asRoot ? ['--no-sandbox'] : []), project, ...files];
  return runChild(runtime.executable, args, { ...env, ...runtime.env });
}

start().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
