/** Runs one program in the foreground: its output is ours, our signals are its own, its exit code is the result. */
import { spawn } from 'node:child_process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves with the exit code; 1 when a signal ended it. Rejects when it cannot be started. */
export function runChild(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: 'inherit', env });
    const pass = (signal: NodeJS.Signals): boolean => child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, pass);
    const settle = (): void => {
      for (const signal of SIGNALS) process.off(signal, pass);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('exit', (code) => {
      settle();
      resolve(code ?? 1);
    });
  });
}
