/* Lets the Nth change of a file below a folder fail or end the process: preloaded into a child by fault_shim.py.
 *
 * FAULT_FOLDER: what is watched; FAULT_AT: the number of the change, from 1, 0 for none; FAULT_ERRNO: what it fails
 * with, 0 ends the process by SIGKILL; FAULT_LASTING: every later change fails too; FAULT_COUNT: a file that takes the
 * number of changes when the process ends. Counted from the moment that the file FAULT_ARMED is there.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long changes;
static int armed;

static int below(const char *path) {
    const char *folder = getenv("FAULT_FOLDER");
    return folder && path && !strncmp(path, folder, strlen(folder));
}

static int watched(int descriptor) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path) && !strstr(path, "-shm");
}

static int fails(void) {
    const char *at = getenv("FAULT_AT"), *number = getenv("FAULT_ERRNO"), *flag = getenv("FAULT_ARMED");
    if (!armed && !(flag && !access(flag, F_OK))) return 0;
    armed = 1;
    long mine = ++changes, wanted = at ? atol(at) : 0;
    const char *count = getenv("FAULT_COUNT");
    if (count) {
        int (*opened)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
        ssize_t (*put)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
        int file = opened(count, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        char text[32];
        int length = snprintf(text, sizeof text, "%ld", mine);
        if (file >= 0) { if (put(file, text, length) < 0) {} close(file); }
    }
    int hit = wanted && (mine == wanted || (mine > wanted && getenv("FAULT_LASTING")));
    if (!hit) return 0;
    if (!number || !atoi(number)) kill(getpid(), SIGKILL);
    errno = atoi(number);
    return 1;
}

#define REAL(name) __typeof__(name) *real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) { REAL(write); return watched(fd) && fails() ? -1 : real(fd, data, size); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { REAL(pwrite); return watched(fd) && fails() ? -1 : real(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { REAL(pwrite64); return watched(fd) && fails() ? -1 : real(fd, data, size, at); }
int ftruncate(int fd, off_t size) { REAL(ftruncate); return watched(fd) && fails() ? -1 : real(fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); return watched(fd) && fails() ? -1 : real(fd, size); }
int fsync(int fd) { REAL(fsync); return watched(fd) && fails() ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync); return watched(fd) && fails() ? -1 : real(fd); }
int rename(const char *from, const char *to) { REAL(rename); return below(to) && fails() ? -1 : real(from, to); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); return below(path) && fails() ? -1 : real(path, mode); }
