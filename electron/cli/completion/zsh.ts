/** Completion for zsh: to be sourced behind compinit, or put as `_envelope` into a folder of fpath. */
import { commands } from '../commands.ts';
import { type CommandSpec, generalOptions, type Offer, shells } from '../grammar.ts';
import { brief, type Completed, completedOptions, PROFILE_NAMES, quoted } from './common.ts';

/** The script's lines. */
export const zshCompletion = (): readonly string[] => [
  '#compdef envelope',
  '_envelope_profiles() {',
  '  local -a names',
  `  names=("\${(@f)$(${PROFILE_NAMES})}")`,
  '  compadd -a names',
  '}',
  '_envelope_commands() {',
  '  local -a names',
  `  names=(${commands.map(({ name, summary }) => quoted(`${name}:${summary}`)).join(' ')})`,
  '  _describe command names',
  '}',
  '_envelope() {',
  '  local context state state_descr line',
  '  typeset -A opt_args',
  `  _arguments -C ${generalOptions.map(optionSpec).join(' ')} '1:command:_envelope_commands' '*::operand:->operands'`,
  '  [[ $state == operands ]] || return',
  '  case $line[1] in',
  ...commands.flatMap((command) => [
    `    ${command.name}) _arguments -S \\`,
    ...completedOptions(command).map((option) => `      ${optionSpec(option)} \\`),
    `      ${quoted(operandSpec(command))} ;;`,
  ]),
  '  esac',
  '}',
  'if [[ $funcstack[1] == _envelope ]]; then _envelope "$@"; else compdef _envelope envelope; fi',
];

/** As `_arguments` reads it, e.g. `(-o --output)'{-o,--output=}'[words]:PATH:_files`. */
function optionSpec(option: Completed): string {
  const { name, short, argument } = option;
  const long = argument === undefined ? `--${name}` : `--${name}=`;
  const explained = `[${escaped(brief(option))}]${argument ? `:${escaped(argument.label)}:${action(argument.offer)}` : ''}`;
  if (short !== undefined) return `${quoted(`(-${short} --${name})`)}{-${short},${long}}${quoted(explained)}`;
  return quoted(`${argument?.repeated ? '*' : ''}${long}${explained}`);
}

function action(offer: Offer): string {
  if (offer === 'file') return '_files';
  if (offer === 'folder') return '_files -/';
  if (offer === 'profile') return '_envelope_profiles';
  if (offer === 'nothing') return ' ';
  return `(${offer.join(' ')})`;
}

function operandSpec({ operand, files }: CommandSpec): string {
  if (operand === 'SHELL') return `1:shell:(${shells.join(' ')})`;
  if (operand === '[COMMAND]') return '1:command:_envelope_commands';
  if (files === undefined) return operand === '' ? '1: : ' : '*: : ';
  return files === 'envelopes' ? '*:envelope:_files -g "*.envelope"' : '*:file:_files';
}

const escaped = (text: string): string => text.replace(/[\\:[\]]/g, '\\$&');
