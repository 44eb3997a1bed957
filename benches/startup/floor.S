// What no program can do without: one message, and the end of the process. It has the segments that programs
// have: code, constants, variables with a value and without. In one segment it would take a tenth less.

#if defined(__x86_64__)
        .globl _start
_start:
        mov $1, %eax                    // write(2)
        mov $1, %edi
        lea message(%rip), %rsi
        mov $14, %edx
        syscall
        mov $231, %eax                  // exit_group(2)
        xor %edi, %edi
        syscall
#elif defined(__aarch64__)
        .globl _start
_start:
        mov x8, #64                     // write(2)
        mov x0, #1
        adrp x1, message
        add x1, x1, :lo12:message
        mov x2, #14
        svc #0
        mov x8, #94                     // exit_group(2)
        mov x0, #0
        svc #0
#endif
        .section .rodata
message:
        .ascii "Hello, world!\n"
        .data
        .quad 1
        .bss
        .skip 32768
        .section .note.GNU-stack
