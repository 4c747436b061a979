/* SPDX-License-Identifier: Apache-2.0 */
#include "store/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Between fork and exec only what is safe in a program with threads. */
static void be_ordinary(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
}

static void exec_child(const struct process *process, pid_t parent, int input)
{
    static char *const environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC", NULL};
    be_ordinary();
    setsid();
    /* After the change of user, which clears it; then the parent may be gone already. */
    if (!account_become(&process->account) || prctl(PR_SET_PDEATHSIG, SIGINT) != 0 ||
        getppid() != parent)
        _exit(126);
    if (chdir(process->directory) != 0 || dup2(input, STDIN_FILENO) < 0 ||
        dup2(process->output, STDOUT_FILENO) < 0 || dup2(process->output, STDERR_FILENO) < 0)
        _exit(126);
    execve(process->argv[0], (char *const *)process->argv, environment);
    _exit(127);
}

err process_start(const struct process *process, pid_t *out, struct fault *fault)
{
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (input < 0)
        return fault_log(fault, ERR_UNAVAILABLE, "/dev/null: %s", strerror(errno));
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0)
        exec_child(process, parent, input);
    int why = errno;
    close(input);
    if (child < 0)
        return fault_log(fault, ERR_UNAVAILABLE, "fork: %s", strerror(why));
    *out = child;
    return OK;
}

/* The status of waitpid, -1 = no such child. */
static int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}

bool process_run(const struct process *process, struct fault *fault)
{
    pid_t child = 0;
    return process_start(process, &child, fault).code == ERR_NONE && wait_for(child) == 0;
}

bool process_can_enter(const struct account *account, const char *directory)
{
    pid_t child = fork();
    if (child == 0)
        _exit(account_become(account) && access(directory, X_OK) == 0 ? 0 : 1);
    return child > 0 && wait_for(child) == 0;
}
