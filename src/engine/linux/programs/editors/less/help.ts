/** A summary of the keys, in the manner of less's own help. */
export const helpText = `                   SUMMARY OF LESS COMMANDS

      Commands marked with * may be preceded by a number, N.

  h  H                 Display this help.
  q  :q  Q  :Q  ZZ     Exit.
 ---------------------------------------------------------------------------

                           MOVING

  e  ^E  j  ^N  CR  *  Forward  one line   (or N lines).
  y  ^Y  k  ^K  ^P  *  Backward one line   (or N lines).
  f  ^F  ^V  SPACE  *  Forward  one window (or N lines).
  b  ^B             *  Backward one window (or N lines).
  d  ^D             *  Forward  one half-window.
  u  ^U             *  Backward one half-window.
  LeftArrow         *  Left  one half screen width.
  RightArrow        *  Right one half screen width.
  F                    Forward forever; like "tail -f".
  r  ^R  ^L            Repaint screen.
 ---------------------------------------------------------------------------

                          SEARCHING

  /pattern          *  Search forward for (N-th) matching line.
  ?pattern          *  Search backward for (N-th) matching line.
  n                 *  Repeat previous search.
  N                 *  Repeat previous search in reverse direction.
  &pattern             Display only matching lines.
 ---------------------------------------------------------------------------

                           JUMPING

  g  <              *  Go to first line in file (or line N).
  G  >              *  Go to last line in file (or line N).
  p  %              *  Go to beginning of file (or N percent into file).
  m<letter>            Mark the current top line with <letter>.
  '<letter>            Go to a previously marked position.
 ---------------------------------------------------------------------------

                      FILES AND THE REST

  :e [file]            Examine a new file.
  :n  :p            *  Examine the next, the previous file of the command line.
  =  ^G  :f            Print current file name.
  -<flag>              Toggle a command line option.
  !command             Execute the shell command.`
