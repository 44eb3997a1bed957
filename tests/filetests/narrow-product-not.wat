;; flags: --emit clif=optimized --function mask --function shift --function signed --function one
;; Lanes that do not fit in 32 bits are multiplied as they are: another mask, another shift, a shift that keeps
;; the sign, only one factor that fits.
(module
  (func $mask (param v128 v128) (result v128)
    (i64x2.mul
      (v128.and (local.get 0) (v128.const i64x2 0xffffffff 0x1ffffffff))
      (v128.and (local.get 1) (v128.const i64x2 0xffffffff 0xffffffff))))
  (func $shift (param v128 v128) (result v128)
    (i64x2.mul
      (i64x2.shr_u (local.get 0) (i32.const 31))
      (i64x2.shr_u (local.get 1) (i32.const 32))))
  (func $signed (param v128 v128) (result v128)
    (i64x2.mul
      (i64x2.shr_s (local.get 0) (i32.const 32))
      (i64x2.shr_u (local.get 1) (i32.const 32))))
  (func $one (param v128 v128) (result v128)
    (i64x2.mul
      (local.get 0)
      (i64x2.shr_u (local.get 1) (i32.const 32)))))

;;! ;; mask
;;! function %mask(i8x16, i8x16) -> i8x16 tail {
;;!     const0 = 0x00000001ffffffff00000000ffffffff
;;!     const1 = 0x00000000ffffffff00000000ffffffff
;;!
;;!                                 block0(v0: i8x16, v1: i8x16):
;;! @004c                               jump block1
;;!
;;!                                 block1:
;;! @001f                               v3 = vconst.i8x16 const0
;;! @0031                               v4 = band.i8x16 v0, v3  ; v3 = const0
;;! @0049                               v8 = bitcast.i64x2 little v4
;;! @0035                               v5 = vconst.i8x16 const1
;;! @0047                               v6 = band.i8x16 v1, v5  ; v5 = const1
;;! @0049                               v7 = bitcast.i64x2 little v6
;;! @0049                               v9 = imul v8, v7
;;! @004c                               v10 = bitcast.i8x16 little v9
;;! @004c                               return v10
;;! }
;;!
;;! ;; shift
;;! function %shift(i8x16, i8x16) -> i8x16 tail {
;;!                                 block0(v0: i8x16, v1: i8x16):
;;! @0060                               jump block1
;;!
;;!                                 block1:
;;! @0053                               v4 = bitcast.i64x2 little v0
;;! @0051                               v3 = iconst.i32 31
;;! @0053                               v5 = ushr v4, v3  ; v3 = 31
;;! @005a                               v7 = bitcast.i64x2 little v1
;;! @0058                               v6 = iconst.i32 32
;;! @005a                               v8 = ushr v7, v6  ; v6 = 32
;;! @005d                               v9 = imul v5, v8
;;! @0060                               v10 = bitcast.i8x16 little v9
;;! @0060                               return v10
;;! }
;;!
;;! ;; signed
;;! function %signed(i8x16, i8x16) -> i8x16 tail {
;;!                                 block0(v0: i8x16, v1: i8x16):
;;! @0074                               jump block1
;;!
;;!                                 block1:
;;! @0067                               v4 = bitcast.i64x2 little v0
;;! @0065                               v3 = iconst.i32 32
;;! @0067                               v5 = sshr v4, v3  ; v3 = 32
;;! @006e                               v7 = bitcast.i64x2 little v1
;;! @006e                               v8 = ushr v7, v3  ; v3 = 32
;;! @0071                               v9 = imul v5, v8
;;! @0074                               v10 = bitcast.i8x16 little v9
;;! @0074                               return v10
;;! }
;;!
;;! ;; one
;;! function %one(i8x16, i8x16) -> i8x16 tail {
;;!                                 block0(v0: i8x16, v1: i8x16):
;;! @0083                               jump block1
;;!
;;!                                 block1:
;;! @0080                               v6 = bitcast.i64x2 little v0
;;! @007d                               v4 = bitcast.i64x2 little v1
;;! @007b                               v3 = iconst.i32 32
;;! @007d                               v5 = ushr v4, v3  ; v3 = 32
;;! @0080                               v7 = imul v6, v5
;;! @0083                               v8 = bitcast.i8x16 little v7
;;! @0083                               return v8
;;! }
