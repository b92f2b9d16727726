/** Completion for bash, from 3.2 on. */
import { commands } from '../commands.ts';
import { type CommandSpec, generalOptions, type Offer, options, shells } from '../grammar.ts';
import { completedOptions, forms, PROFILE_NAMES } from './common.ts';

/** The script's lines. What it reads (names of files and profiles) is never evaluated. */
export const bashCompletion = (): readonly string[] => [
  '# bash completion of envelope',
  '_envelope_offer() {',
  '  local word current=$1',
  '  shift',
  '  for word; do [[ $word == "$current"* ]] && COMPREPLY+=("$word"); done',
  '}',
  '_envelope() {',
  `  local word command= current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}`,
  '  COMPREPLY=()',
  '  if [[ $current == = ]]; then current=',
  `  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi`,
  `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do`,
  `    case $word in ${names.join('|')}) command=$word; break ;; esac`,
  '  done',
  '  case $previous in',
  ...[...offers].map(([pattern, action]) => `    ${pattern}) ${action}; return ;;`),
  '  esac',
  '  case $command in',
  `    '') ${offer([...names, ...generalOptions.flatMap(forms)])} ;;`,
  ...commands.map((command) => `    ${command.name}) ${commandAction(command)} ;;`),
  '  esac',
  '}',
  'complete -o filenames -o default -F _envelope envelope',
];

const offer = (words: readonly string[]): string => `_envelope_offer "$current" ${words.join(' ')}`;
const fromLines = (action: string, source: string): string =>
  `while IFS= read -r word; do ${action}; done < <(${source})`;
const addLines = (source: string): string => fromLines('COMPREPLY+=("$word")', source);

const names = commands.map(({ name }) => name);

/** What to offer behind an option, by its forms as a pattern. */
const offers = new Map(
  options.flatMap((option) =>
    'argument' in option ? [[forms(option).join('|'), optionAction(option.argument.offer)] as const] : [],
  ),
);

/** Where nothing is offered, bash falls back on names of files, unless told not to. */
function optionAction(what: Offer): string {
  if (what === 'file') return ':';
  if (what === 'folder') return addLines('compgen -d -- "$current"');
  if (what === 'profile') return fromLines(offer(['"$word"']), PROFILE_NAMES);
  if (what === 'nothing') return 'compopt +o default 2>/dev/null';
  return offer(what);
}

function commandAction(command: CommandSpec): string {
  const words = offer(completedOptions(command).flatMap(forms));
  return `if [[ $current == -* ]]; then ${words}; else ${operandAction(command)}; fi`;
}

function operandAction({ operand, files }: CommandSpec): string {
  if (operand === 'SHELL') return offer(shells);
  if (operand === '[COMMAND]') return offer(names);
  if (files === 'envelopes')
    return addLines(`compgen -d -- "$current"; compgen -f -X '!*.envelope' -- "$current"`);
  return files === 'any' ? ':' : 'compopt +o default 2>/dev/null';
}
