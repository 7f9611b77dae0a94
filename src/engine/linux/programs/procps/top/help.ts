/** The help of the keys this top knows. */
export const helpScreen = (delaySeconds: number): string => `Help for Interactive Commands - procps-ng
Window 1:Def: Cumulative mode Off.  System: Delay ${delaySeconds.toFixed(1)} secs; Secure mode Off.

  1       Toggle: '1' all cpus as one line or a line each
  c,i     Toggle: 'c' command line, 'i' idle tasks
  M,P,N,T Sort by: 'M' %MEM, 'P' %CPU, 'N' PID, 'T' TIME+
  R       Reverse the order of sorting
  u       Show the tasks of one user
  k       Manipulate tasks: 'k' kill
  d or s  Set update interval
  q       Quit
Press 'q' or <Esc> to continue `
