/** The preload of the conformance app: hands the page just enough to exercise IPC, the bridge and dropped files. */
const { contextBridge, ipcRenderer, webUtils } = require('electron');

contextBridge.exposeInMainWorld('api', {
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  pathOf: (file) => webUtils.getPathForFile(file),
  pathsOf: (files) => files.map((file) => webUtils.getPathForFile(file)),
  nested: { list: [1, { two: 2 }], when: new Date(0), bytes: new Uint8Array([1, 2, 3]) },
  call: (callback, value) => callback(value),
  later: (value) => Promise.resolve(value),
  fail: () => {
    throw new RangeError('out of range');
  },
  failLater: () => Promise.reject(new Error('later')),
  ping: (value) =>
    new Promise((resolve) => {
      ipcRenderer.once('pong', (_event, ...args) => resolve(args));
      ipcRenderer.send('ping', value);
    }),
  /** Checks fidelity inside the preload, where nothing has crossed the bridge. */
  fidelity: async () => {
    const cycle = { name: 'cycle' };
    cycle.self = cycle;
    const sent = {
      undef: undefined,
      when: new Date(5),
      map: new Map([['k', new Set([1])]]),
      big: 2n ** 70n,
      bytes: new Uint8Array([1, 2, 255]),
      buffer: new Uint16Array([1, 500]).buffer,
      error: new RangeError('far'),
      nan: Number.NaN,
      minusZero: -0,
      pattern: /a+/gi,
      cycle,
    };
    const got = await ipcRenderer.invoke('echo', sent);
    return {
      undef: 'undef' in got && got.undef === undefined,
      when: got.when instanceof Date && got.when.getTime() === 5,
      map: got.map instanceof Map && got.map.get('k') instanceof Set && got.map.get('k').has(1),
      big: got.big === 2n ** 70n,
      bytes: got.bytes instanceof Uint8Array && got.bytes.join() === '1,2,255',
      buffer: got.buffer instanceof ArrayBuffer && new Uint16Array(got.buffer)[1] === 500,
      error: got.error instanceof Error && got.error.message === 'far',
      nan: Number.isNaN(got.nan),
      minusZero: Object.is(got.minusZero, -0),
      pattern: got.pattern instanceof RegExp && String(got.pattern) === '/a+/gi',
      cycle: got.cycle.self === got.cycle && got.cycle.name === 'cycle',
    };
  },
  sendFunction: () => ipcRenderer.invoke('echo', () => 1),
  modules: () =>
    Object.fromEntries(
      ['fs', 'child_process', 'electron'].map((name) => {
        try {
          return [name, typeof require(name)];
        } catch (error) {
          return [name, error.message];
        }
      }),
    ),
  kind: () => ({ type: process.type, sandboxed: process.sandboxed, isolated: process.contextIsolated }),
});
