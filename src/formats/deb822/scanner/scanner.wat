;; Finds paragraphs of `Name: value` lines in bytes, many at a time. The rules are those of stanzas.ts, and it
;; stops at the first paragraph that breaks one: that one, with what is wrong with it, is left to stanzas.ts.
;;
;; Memory:
;;
;; - names that are wanted from 1024, 32 bytes each: a byte of length, a byte that counts from 1 which name with the
;;   same first letter is next, and from the sixteenth byte on the letters, small ones where case does not matter;
;; - for each first letter (the lowest five bits of it) which wanted name is the first, counted from 1, from 3328;
;; - what their values have to be for a paragraph to be dull from 2048, 64 bytes each: a byte of kind (0 anything,
;;   1 absent, 2 exactly these bytes, 3 bytes of two classes), then the length and from the fourth on the bytes, or
;;   from the sixteenth on the class of the first byte and then that of the others. A class is for each lower half of
;;   a byte the upper halves below 8 that are in it, as bits;
;; - what was found from 4096;
;; - the bytes from 65536, with a line end behind the last one, so that every search ends;
;; - what names begin with that are not dull from 491520, as beginnings.ts has it.
;;
;; What was found is, for each paragraph, numbers of 32 bits: where it begins; where the empty line behind it
;; begins; its first line; whether it is dull; and for each wanted name where its value begins and ends, or zeros.
(module
  (memory (export "memory") 8)

  ;; How many names are wanted.
  (global $wanted (export "wanted") (mut i32) (i32.const 0))
  ;; 32 where the case of a name does not matter and lines may be continued, else 0.
  (global $fold (export "fold") (mut i32) (i32.const 32))
  ;; Whether dull paragraphs are told apart, and whether they are written down none the less.
  (global $passes (export "passes") (mut i32) (i32.const 0))
  (global $tells (export "tells") (mut i32) (i32.const 0))
  ;; How many dull ones were not written down.
  (global $passed (export "passed") (mut i32) (i32.const 0))
  ;; How many spaces the values of dull ones begin with.
  (global $lead (export "lead") (mut i32) (i32.const 0))
  ;; Where the next paragraph begins, and its line.
  (global $stopped (export "stopped") (mut i32) (i32.const 0))
  (global $line (export "line") (mut i32) (i32.const 0))
  ;; Whether it stopped because the bytes end inside a paragraph.
  (global $short (export "short") (mut i32) (i32.const 0))

  ;; Whether a letter and a colon stand at $at, which is a name where names have one letter.
  (func $isLetter (param $at i32) (result i32)
    (i32.and
      (i32.lt_u
        (i32.sub (i32.or (i32.load8_u (local.get $at)) (i32.const 32)) (i32.const 97))
        (i32.const 26))
      (i32.eq (i32.load8_u offset=1 (local.get $at)) (i32.const 58))))

  ;; Which of the wanted names and a colon stand at $at, beginning with those at $candidate, counted from 1; 0 when it
  ;; is none.
  (func $place (param $at i32) (param $candidate i32) (result i32)
    (local $name i32)
    (local $length i32)
    (loop $next
      (local.set $name (i32.add (i32.const 992) (i32.shl (local.get $candidate) (i32.const 5))))
      (local.set $length (i32.load8_u (local.get $name)))
      (if (i32.eq (i32.load8_u (i32.add (local.get $at) (local.get $length))) (i32.const 58))
        (then
          ;; The first byte of sixteen that differs.
          (if (i32.ge_u
                (i32.ctz
                  (i32.xor
                    (i8x16.bitmask
                      (i8x16.eq
                        (v128.or (v128.load (local.get $at)) (i8x16.splat (global.get $fold)))
                        (v128.load offset=16 (local.get $name))))
                    (i32.const 65535)))
                (local.get $length))
            (then (return (local.get $candidate))))))
      (local.set $candidate (i32.load8_u offset=1 (local.get $name)))
      (br_if $next (local.get $candidate)))
    (i32.const 0))

  ;; Whether the bytes from $at on are the $length ones from $like on.
  (func $isSame (param $at i32) (param $like i32) (param $length i32) (result i32)
    (local $other i32)
    (loop $more
      (local.set $other
        (i32.ctz
          (i32.xor
            (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (v128.load (local.get $like))))
            (i32.const 65535))))
      ;; 32 means that these sixteen are the same.
      (if (i32.lt_u (local.get $other) (i32.const 32))
        (then (return (i32.ge_u (local.get $other) (local.get $length)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $like (i32.add (local.get $like) (i32.const 16)))
      (local.set $length (i32.sub (local.get $length) (i32.const 16)))
      (br_if $more (i32.gt_s (local.get $length) (i32.const 0))))
    (i32.const 1))

  ;; Whether the byte at $at is of the class at $class: one bit for each upper half, by the lower half of the byte.
  (func $isIn (param $at i32) (param $class i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u (local.get $at)))
    (i32.and
      (i32.shr_u
        (i32.load8_u (i32.add (local.get $class) (i32.and (local.get $byte) (i32.const 15))))
        (i32.shr_u (local.get $byte) (i32.const 4)))
      (i32.const 1)))

  ;; Whether the value from $at to $to is one byte of the class at $first and then others of the one behind it.
  (func $isOf (param $at i32) (param $to i32) (param $first i32) (result i32)
    (local $bytes v128)
    (local $other i32)
    (if (global.get $lead)
      (then
        (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 32)) (then (return (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (if (i32.ge_u (local.get $at) (local.get $to)) (then (return (i32.const 0))))
    (if (i32.eqz (call $isIn (local.get $at) (local.get $first))) (then (return (i32.const 0))))
    (loop $more
      (local.set $bytes (v128.load (local.get $at)))
      ;; The first of sixteen bytes of which the lower half does not allow the upper half.
      (local.set $other
        (i32.ctz
          (i8x16.bitmask
            (i8x16.eq
              (v128.and
                (i8x16.swizzle
                  (v128.load offset=16 (local.get $first))
                  (v128.and (local.get $bytes) (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15)))
                (i8x16.swizzle
                  (v128.const i8x16 1 2 4 8 16 32 64 128 0 0 0 0 0 0 0 0)
                  (i8x16.shr_u (local.get $bytes) (i32.const 4))))
              (v128.const i64x2 0 0)))))
      (if (i32.lt_u (local.get $other) (i32.const 32))
        (then
          (return
            (i32.ge_u (local.get $other) (i32.sub (local.get $to) (local.get $at))))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $more (i32.lt_u (local.get $at) (local.get $to))))
    (i32.const 1))

  ;; Whether a name from $at to $to begins like none that is of concern.
  (func $isNobody (param $at i32) (param $to i32) (result i32)
    (local $letters i32)
    (local.set $at (i32.add (local.get $at) (global.get $lead)))
    (local.set $letters (i32.and (i32.load (local.get $at)) (i32.const 0x1f1f1f1f)))
    ;; None are left where it ended.
    (if (i32.lt_s (i32.sub (local.get $to) (local.get $at)) (i32.const 4))
      (then
        (local.set $letters
          (i32.and
            (local.get $letters)
            (i32.sub
              (i32.shl
                (i32.const 1)
                (i32.shl (i32.sub (local.get $to) (local.get $at)) (i32.const 3)))
              (i32.const 1))))))
    (local.set $letters
      (i32.or
        (i32.or
          (i32.shl (i32.and (local.get $letters) (i32.const 31)) (i32.const 15))
          (i32.shl (i32.and (i32.shr_u (local.get $letters) (i32.const 8)) (i32.const 31)) (i32.const 10)))
        (i32.or
          (i32.shl (i32.and (i32.shr_u (local.get $letters) (i32.const 16)) (i32.const 31)) (i32.const 5))
          (i32.shr_u (local.get $letters) (i32.const 24)))))
    (i32.eqz
      (i32.load8_u offset=491520
        (i32.shr_u (i32.mul (local.get $letters) (i32.const 0x9e3779b1)) (i32.const 17)))))

  ;; Whether the paragraph that was written down at $out is dull.
  (func $isDull (param $out i32) (result i32)
    (local $i i32)
    (local $demand i32)
    (local $kind i32)
    (local $from i32)
    (local $to i32)
    (if (i32.eqz (global.get $passes)) (then (return (i32.const 0))))
    (if (i32.eqz (call $isNobody (i32.load offset=16 (local.get $out)) (i32.load offset=20 (local.get $out))))
      (then (return (i32.const 0))))
    (local.set $demand (i32.const 2048))
    (loop $next
      (local.set $kind (i32.load8_u (local.get $demand)))
      (local.set $from (i32.load offset=16 (local.get $out)))
      (local.set $to (i32.load offset=20 (local.get $out)))
      (if (i32.eq (local.get $kind) (i32.const 1))
        (then (if (local.get $from) (then (return (i32.const 0))))))
      (if (i32.eq (local.get $kind) (i32.const 2))
        (then
          (if (i32.ne
                (i32.sub (local.get $to) (local.get $from))
                (i32.load8_u offset=1 (local.get $demand)))
            (then (return (i32.const 0))))
          (if (i32.eqz
                (call $isSame
                  (local.get $from)
                  (i32.add (local.get $demand) (i32.const 4))
                  (i32.sub (local.get $to) (local.get $from))))
            (then (return (i32.const 0))))))
      (if (i32.eq (local.get $kind) (i32.const 3))
        (then
          (if (i32.eqz
                (call $isOf
                  (local.get $from)
                  (local.get $to)
                  (i32.add (local.get $demand) (i32.const 16))))
            (then (return (i32.const 0))))))
      (local.set $demand (i32.add (local.get $demand) (i32.const 64)))
      (local.set $out (i32.add (local.get $out) (i32.const 8)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (global.get $wanted))))
    (i32.const 1))

  ;; Paragraphs from $at to $to, of which the first line is $line: how many were written down before it stopped, at
  ;; the end, at one that is not faultless and closed, or because there is no more room.
  ;;
  ;; It looks at windows of 64 bytes, of which each is a bit.
  (func (export "scan") (param $at i32) (param $to i32) (param $line i32) (result i32)
    (local $count i32)
    (local $out i32)
    (local $size i32)
    ;; Whether a paragraph has begun; the value of which the end is not yet seen.
    (local $open i32)
    (local $pending i32)
    (local $p i32)
    (local $i i32)
    (local $slot i32)
    ;; The window, its first line, and its bytes.
    (local $window i32)
    (local $lines i32)
    (local $v0 v128)
    (local $v1 v128)
    (local $v2 v128)
    (local $v3 v128)
    (local $ends i64)
    (local $colons i64)
    (local $hidden i64)
    (local $starts i64)
    (local $empty i64)
    (local $fields i64)
    (local $wrong i64)
    (local $inside i64)
    (local $names i64)
    (local $bit i64)
    ;; What the window before leaves for the first bit: that a line starts, that one does behind an empty one, that a
    ;; name goes on.
    (local $afterEnd i64)
    (local $afterEmpty i64)
    (local $inName i64)
    (global.set $short (i32.const 1))
    (global.set $passed (i32.const 0))
    (local.set $out (i32.const 4096))
    ;; In steps of sixteen bytes.
    (local.set $size
      (i32.and
        (i32.add (i32.const 31) (i32.shl (global.get $wanted) (i32.const 3)))
        (i32.const -16)))
    (local.set $window (local.get $at))
    (local.set $lines (local.get $line))
    (local.set $afterEnd (i64.const 1))
    (local.set $afterEmpty (i64.const 1))
    (local.set $inside (i64.const -1))
    (block $short
      (block $stop
        (loop $next
          (br_if $short (i32.ge_u (local.get $window) (local.get $to)))
          (local.set $v0 (v128.load (local.get $window)))
          (local.set $v1 (v128.load offset=16 (local.get $window)))
          (local.set $v2 (v128.load offset=32 (local.get $window)))
          (local.set $v3 (v128.load offset=48 (local.get $window)))
          (local.set $ends (i64.or
            (i64.or
              (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get $v0) (i8x16.splat (i32.const 10)))))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get $v1) (i8x16.splat (i32.const 10))))) (i64.const 16)))
            (i64.or
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get $v2) (i8x16.splat (i32.const 10))))) (i64.const 32))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get $v3) (i8x16.splat (i32.const 10))))) (i64.const 48)))))
          (local.set $starts (i64.or (i64.shl (local.get $ends) (i64.const 1)) (local.get $afterEnd)))
          (local.set $afterEnd (i64.shr_u (local.get $ends) (i64.const 63)))
          ;; Behind the last byte nothing starts, though a line ends there.
          (if (i32.lt_u (i32.sub (local.get $to) (local.get $window)) (i32.const 64))
            (then
              (local.set $bit
                (i64.shl (i64.const 1) (i64.extend_i32_u (i32.sub (local.get $to) (local.get $window)))))
              (local.set $inside (i64.sub (local.get $bit) (i64.const 1)))
              (local.set $starts (i64.and (local.get $starts) (local.get $inside)))
              (local.set $ends (i64.and (local.get $ends) (i64.or (local.get $bit) (local.get $inside))))))
          (local.set $empty (i64.and (local.get $starts) (local.get $ends)))
          (local.set $fields (i64.xor (local.get $starts) (local.get $empty)))
          (local.set $wrong (i64.const 0))
          (if (global.get $fold)
            (then
              ;; Lines that begin with a blank go on with the one before, if there is one.
              (local.set $fields
                (i64.and
                  (local.get $fields)
                  (i64.or
                    (i64.or (i64.shl (local.get $empty) (i64.const 1)) (local.get $afterEmpty))
                    (i64.xor
                      (i64.or
            (i64.or
              (i64.extend_i32_u (i8x16.bitmask (v128.or (i8x16.eq (local.get $v0) (i8x16.splat (i32.const 32))) (i8x16.eq (local.get $v0) (i8x16.splat (i32.const 9))))))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or (i8x16.eq (local.get $v1) (i8x16.splat (i32.const 32))) (i8x16.eq (local.get $v1) (i8x16.splat (i32.const 9)))))) (i64.const 16)))
            (i64.or
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or (i8x16.eq (local.get $v2) (i8x16.splat (i32.const 32))) (i8x16.eq (local.get $v2) (i8x16.splat (i32.const 9)))))) (i64.const 32))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (v128.or (i8x16.eq (local.get $v3) (i8x16.splat (i32.const 32))) (i8x16.eq (local.get $v3) (i8x16.splat (i32.const 9)))))) (i64.const 48))))
                      (i64.const -1)))))
              (local.set $colons (i64.or
            (i64.or
              (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get $v0) (i8x16.splat (i32.const 58)))))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get $v1) (i8x16.splat (i32.const 58))))) (i64.const 16)))
            (i64.or
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get $v2) (i8x16.splat (i32.const 58))))) (i64.const 32))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.eq (local.get $v3) (i8x16.splat (i32.const 58))))) (i64.const 48)))))
              (local.set $hidden (i64.or
            (i64.or
              (i64.extend_i32_u (i8x16.bitmask (i8x16.gt_u (i8x16.sub (local.get $v0) (i8x16.splat (i32.const 33))) (i8x16.splat (i32.const 93)))))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.gt_u (i8x16.sub (local.get $v1) (i8x16.splat (i32.const 33))) (i8x16.splat (i32.const 93))))) (i64.const 16)))
            (i64.or
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.gt_u (i8x16.sub (local.get $v2) (i8x16.splat (i32.const 33))) (i8x16.splat (i32.const 93))))) (i64.const 32))
              (i64.shl (i64.extend_i32_u (i8x16.bitmask (i8x16.gt_u (i8x16.sub (local.get $v3) (i8x16.splat (i32.const 33))) (i8x16.splat (i32.const 93))))) (i64.const 48)))))
              ;; A name is of visible bytes up to a colon: adding its first bit to the bits of such bytes carries to the
              ;; first that is none. That has to be a colon, and not the first one.
              (local.set $wrong (i64.or (local.get $colons) (local.get $hidden)))
              (local.set $names (i64.xor (local.get $wrong) (i64.const -1)))
              (local.set $bit
                (i64.add
                  (local.get $names)
                  (i64.or (i64.and (local.get $fields) (local.get $names)) (local.get $inName))))
              (local.set $inName (i64.extend_i32_u (i64.lt_u (local.get $bit) (local.get $names))))
              (local.set $wrong
                (i64.and
                  (i64.and (local.get $wrong) (local.get $inside))
                  (i64.or
                    (local.get $fields)
                    (i64.and (local.get $bit) (i64.xor (local.get $colons) (i64.const -1))))))))
          (local.set $afterEmpty (i64.shr_u (local.get $empty) (i64.const 63)))
          (if (local.get $pending)
            (then
              (if (i64.ne (local.get $ends) (i64.const 0))
                (then
                  (i32.store
                    (local.get $pending)
                    (i32.add (local.get $window) (i32.wrap_i64 (i64.ctz (local.get $ends)))))
                  (local.set $pending (i32.const 0))))))
          ;; What starts before the first fault, one after the other.
          (local.set $starts
            (i64.and
              (i64.or (local.get $fields) (local.get $empty))
              (i64.sub
                (i64.and (local.get $wrong) (i64.sub (i64.const 0) (local.get $wrong)))
                (i64.const 1))))
          (block $done
            (loop $start
              (br_if $done (i64.eqz (local.get $starts)))
              (local.set $bit (i64.ctz (local.get $starts)))
              (local.set $starts (i64.and (local.get $starts) (i64.sub (local.get $starts) (i64.const 1))))
              (local.set $p (i32.add (local.get $window) (i32.wrap_i64 (local.get $bit))))
              (local.set $i (i32.load8_u (local.get $p)))
              (if (i32.eq (local.get $i) (i32.const 10))
                (then
                  (if (local.get $open)
                    (then
                      (local.set $open (i32.const 0))
                      (i32.store (local.get $out) (local.get $at))
                      (i32.store offset=4 (local.get $out) (local.get $p))
                      (i32.store offset=8 (local.get $out) (local.get $line))
                      (i32.store offset=12 (local.get $out) (call $isDull (local.get $out)))
                      (if (i32.gt_u (i32.load offset=12 (local.get $out)) (global.get $tells))
                        (then (global.set $passed (i32.add (global.get $passed) (i32.const 1))))
                        (else
                          (local.set $out (i32.add (local.get $out) (local.get $size)))
                          (local.set $count (i32.add (local.get $count) (i32.const 1)))))))
                  (local.set $at (i32.add (local.get $p) (i32.const 1)))
                  ;; This one, and all that end before it in this window.
                  (local.set $line
                    (i32.add
                      (i32.add (local.get $lines) (i32.const 1))
                      (i32.wrap_i64
                        (i64.popcnt
                          (i64.and
                            (local.get $ends)
                            (i64.sub (i64.shl (i64.const 1) (local.get $bit)) (i64.const 1)))))))
                  (br $start)))
              (if (i32.eqz (local.get $open))
                (then
                  (br_if $stop (i32.gt_u (i32.add (local.get $out) (local.get $size)) (i32.const 65536)))
                  (local.set $open (i32.const 1))
                  (local.set $slot (local.get $out))
                  (loop $clean
                    (v128.store (local.get $slot) (v128.const i64x2 0 0))
                    (local.set $slot (i32.add (local.get $slot) (i32.const 16)))
                    (br_if $clean (i32.lt_u (local.get $slot) (i32.add (local.get $out) (local.get $size)))))))
              (if (i32.eqz (global.get $fold))
                (then (br_if $stop (i32.eqz (call $isLetter (local.get $p))))))
              (local.set $i (i32.load8_u offset=3328 (i32.and (local.get $i) (i32.const 31))))
              (br_if $start (i32.eqz (local.get $i)))
              (local.set $i (call $place (local.get $p) (local.get $i)))
              (br_if $start (i32.eqz (local.get $i)))
              (local.set $slot (i32.add (local.get $out) (i32.shl (local.get $i) (i32.const 3))))
              ;; Told twice.
              (br_if $stop (i32.load offset=8 (local.get $slot)))
              (i32.store offset=8 (local.get $slot)
                (i32.add
                  (i32.add (local.get $p) (i32.const 1))
                  (i32.load8_u (i32.add (i32.const 992) (i32.shl (local.get $i) (i32.const 5))))))
              (local.set $names (i64.shr_u (local.get $ends) (local.get $bit)))
              (if (i64.eqz (local.get $names))
                (then (local.set $pending (i32.add (local.get $slot) (i32.const 12))))
                (else
                  (i32.store offset=12 (local.get $slot)
                    (i32.add (local.get $p) (i32.wrap_i64 (i64.ctz (local.get $names)))))))
              (br $start)))
          (br_if $stop (i64.ne (local.get $wrong) (i64.const 0)))
          (local.set $lines (i32.add (local.get $lines) (i32.wrap_i64 (i64.popcnt (local.get $ends)))))
          (local.set $window (i32.add (local.get $window) (i32.const 64)))
          (br $next)))
      (global.set $short (i32.const 0)))
    (global.set $stopped (local.get $at))
    (global.set $line (local.get $line))
    (local.get $count)))
