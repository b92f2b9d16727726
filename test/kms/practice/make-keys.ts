/** A process that makes practice keys: `node make-keys.ts FOLDER PREFIX COUNT`. For the concurrency test. */
import { createPracticeKms } from '../../../electron/kms/practice/create-practice-kms.ts';
import { fileProtection } from '../../../electron/kms/practice/file-protection.ts';

const [folder = '', prefix = '', count = ''] = process.argv.slice(2);
const practice = createPracticeKms({ folder, protection: fileProtection });
for (let n = 0; n < Number(count); n += 1) await practice.createKey(`${prefix}-${n}`);
