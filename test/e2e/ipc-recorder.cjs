/**
 * Loaded by the main process before the app: writes every message between it and the pages, whole, to the end of the file
 * that IPC_RECORD names.
 */
const { appendFileSync } = require('node:fs');
const { serialize } = require('node:v8');
const { app, ipcMain } = require('electron');

const note = (...message) => appendFileSync(process.env.IPC_RECORD, serialize(message));

const handle = ipcMain.handle.bind(ipcMain);
ipcMain.handle = (channel, handler) =>
  handle(channel, async (event, ...args) => {
    note('asked', channel, args);
    const answer = await handler(event, ...args);
    note('answered', channel, answer);
    return answer;
  });

app.on('web-contents-created', (_created, contents) => {
  const send = contents.send.bind(contents);
  contents.send = (channel, ...args) => {
    note('told', channel, args);
    send(channel, ...args);
  };
  contents.on('ipc-message', (_event, channel, ...args) => note('sent', channel, args));
});
