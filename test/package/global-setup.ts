/** Once before the packed app's tests: says what was packed and, on Linux, gives them an X server of their own. */
import { startDisplay } from '../../scripts/display.ts';
import { installNeeds } from '../../scripts/runtime.ts';
import { packed } from './packed.ts';

// biome-ignore lint/style/noDefaultExport: Playwright's runner wants one.
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
  const kind = packed.standIn ? 'stand-in' : 'electron';
  console.log(`packed app: ${packed.executable} (runtime: ${kind})`);
  if (process.platform !== 'linux') return undefined;
  installNeeds(kind, true);
  const display = await startDisplay();
  process.env['DISPLAY'] = display.name;
  delete process.env['WAYLAND_DISPLAY'];
  return async () => {
    await display[Symbol.asyncDispose]();
  };
}
