/**
 * The state that the threads of a job share: whether it goes on, which run is next, what is done.
 *
 * A thread takes the next few runs from a counter and says, by the number of the first, that its earlier ones are written;
 * so a thread that must see the runs in order knows how far they are. Waiting costs nothing and ends at once on a change.
 */
import { EngineError } from '../errors.ts';
import {
  CANCELLED,
  DONE_OFFSET,
  type FileJob,
  NEXT_RUN,
  PAUSED,
  RUNS_OFFSET,
  STATE,
  TICK,
  WORDS,
} from './protocol.ts';

/** Runs that a thread takes at a time: between those that follow each other, no write ends in the middle of a block. */
const MAX_RUNS_AT_ONCE = 8;
/** Claims for each thread, so that none has much to do when the others are through. */
const CLAIMS_AT_LEAST = 8;

export class Control {
  readonly #words: Int32Array;
  readonly #done: BigInt64Array;
  readonly #runs: Int32Array;
  readonly #member: number;

  constructor({ control, member, members }: Pick<FileJob, 'control' | 'member' | 'members'>) {
    this.#words = new Int32Array(control, 0, WORDS);
    this.#done = new BigInt64Array(control, DONE_OFFSET, 1);
    this.#runs = new Int32Array(control, RUNS_OFFSET, members);
    this.#member = member;
  }

  /** Waits while the job is paused; throws when it is cancelled. */
  checkpoint(): void {
    while (Atomics.load(this.#words, STATE) === PAUSED) Atomics.wait(this.#words, STATE, PAUSED);
    if (Atomics.load(this.#words, STATE) === CANCELLED) throw new EngineError('cancelled');
  }

  progress(bytes: number): void {
    Atomics.add(this.#done, 0, BigInt(bytes));
  }

  /**
   * The runs that this thread gets, a few that follow each other at a time, until all of the job's are claimed. `flush`
   * is called before it asks for more, which says that what it got is written.
   */
  *claim(runs: number, flush: () => void): Generator<number> {
    const share = Math.floor(runs / (this.#runs.length * CLAIMS_AT_LEAST));
    const atOnce = Math.max(1, Math.min(share, MAX_RUNS_AT_ONCE));
    for (;;) {
      flush();
      this.checkpoint();
      const first = Atomics.add(this.#words, NEXT_RUN, atOnce);
      Atomics.store(this.#runs, this.#member, first);
      Atomics.add(this.#words, TICK, 1);
      Atomics.notify(this.#words, TICK);
      if (first >= runs) return;
      for (let run = first; run < Math.min(first + atOnce, runs); run++) {
        this.checkpoint();
        yield run;
      }
    }
  }

  /** All runs in order, each as soon as the threads that claim them have written it. */
  *follow(runs: number): Generator<number> {
    for (let run = 0; run < runs; ) {
      // In this order: what changes after the first line is not waited for in the last one.
      const tick = Atomics.load(this.#words, TICK);
      this.checkpoint();
      const written = this.#written();
      if (run >= written) Atomics.wait(this.#words, TICK, tick);
      for (; run < Math.min(written, runs); run++) {
        yield run;
        this.checkpoint();
      }
    }
  }

  /** All runs before this one are written. */
  #written(): number {
    let first = Number.POSITIVE_INFINITY;
    for (let member = 0; member < this.#runs.length; member++) {
      if (member !== this.#member) first = Math.min(first, Atomics.load(this.#runs, member));
    }
    return first;
  }
}
