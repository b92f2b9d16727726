# What the real completion system of zsh offers: zsh -f completion.zsh SCRIPT LINE PIPE
# An interactive zsh gets LINE and a tab; each match it would add goes through PIPE, behind the last one END.
zmodload zsh/zpty
mkfifo $3
zpty shell zsh -f -i
zpty -w shell "PS1=; autoload -Uz compinit; compinit -u -D; source $1"
zpty -w shell 'compadd() {
  local -a found
  [[ " $*" == *" -"[OAD]* ]] || { builtin compadd -O found "$@"; offered+=($found) }
  builtin compadd "$@"
}'
zpty -w shell "tell() { print -rl -- \$offered END > $3 }; comppostfuncs=(tell); bindkey '^I' complete-word"
zpty -w -n shell "$2"$'\t'
cat $3
zpty -d shell
