(module
 (type $0 (func (param i32)))
 (type $1 (func (param i32 i32 i32 v128) (result v128)))
 (type $2 (func (param i32 i32)))
 (memory $0 1 1)
 (export "infer" (func $model/infer))
 (export "memory" (memory $0))
 (func $runtime-as/softmax/softmax (param $0 i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 v128)
  (local.set $2
   (i32.const 15296)
  )
  (local.set $3
   (i32.const 7104)
  )
  (loop $label2
   (if
    (i32.gt_s
     (local.get $0)
     (local.get $4)
    )
    (then
     (local.set $1
      (i32.const 0)
     )
     (local.set $6
      (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000)
     )
     (loop $label
      (if
       (i32.lt_s
        (local.get $1)
        (i32.const 3)
       )
       (then
        (local.set $6
         (f32x4.pmax
          (local.get $6)
          (v128.bitselect
           (v128.load
            (i32.add
             (i32.add
              (local.get $2)
              (i32.mul
               (i32.shl
                (local.get $0)
                (i32.const 6)
               )
               (i32.shr_s
                (local.get $1)
                (i32.const 4)
               )
              )
             )
             (i32.shl
              (i32.and
               (local.get $1)
               (i32.const 15)
              )
              (i32.const 2)
             )
            )
           )
           (v128.const i32x4 0xff800000 0xff800000 0xff800000 0xff800000)
           (i32x4.lt_s
            (v128.const i32x4 0x00000000 0x00000001 0x00000002 0x00000003)
            (i32x4.splat
             (i32.sub
              (i32.const 3)
              (local.get $1)
             )
            )
           )
          )
         )
        )
        (local.set $1
         (i32.add
          (local.get $1)
          (i32.const 4)
         )
        )
        (br $label)
       )
      )
     )
     (local.set $6
      (f32x4.div
       (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000)
       (call $runtime-as/softmax/row_exponentials
        (local.get $2)
        (local.get $3)
        (local.get $0)
        (f32x4.pmax
         (local.tee $6
          (f32x4.pmax
           (local.get $6)
           (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
            (local.get $6)
            (local.get $6)
           )
          )
         )
         (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
          (local.get $6)
          (local.get $6)
         )
        )
       )
      )
     )
     (local.set $1
      (i32.const 0)
     )
     (loop $label1
      (if
       (i32.lt_s
        (local.get $1)
        (i32.const 3)
       )
       (then
        (v128.store
         (local.tee $5
          (i32.add
           (i32.add
            (local.get $3)
            (i32.mul
             (i32.shl
              (local.get $0)
              (i32.const 6)
             )
             (i32.shr_s
              (local.get $1)
              (i32.const 4)
             )
            )
           )
           (i32.shl
            (i32.and
             (local.get $1)
             (i32.const 15)
            )
            (i32.const 2)
           )
          )
         )
         (f32x4.mul
          (v128.load
           (local.get $5)
          )
          (local.get $6)
         )
        )
        (local.set $1
         (i32.add
          (local.get $1)
          (i32.const 4)
         )
        )
        (br $label1)
       )
      )
     )
     (local.set $2
      (i32.sub
       (local.get $2)
       (i32.const -64)
      )
     )
     (local.set $3
      (i32.sub
       (local.get $3)
       (i32.const -64)
      )
     )
     (local.set $4
      (i32.add
       (local.get $4)
       (i32.const 1)
      )
     )
     (br $label2)
    )
   )
  )
 )
 (func $runtime-as/softmax/row_exponentials (param $0 i32) (param $1 i32) (param $2 i32) (param $3 v128) (result v128)
  (local $4 v128)
  (local $5 v128)
  (local $6 v128)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (loop $label
   (if
    (i32.lt_s
     (local.get $7)
     (i32.const 3)
    )
    (then
     (local.set $4
      (f32x4.add
       (local.get $4)
       (v128.and
        (local.tee $5
         (f32x4.mul
          (f32x4.mul
           (f32x4.add
            (f32x4.add
             (f32x4.mul
              (f32x4.add
               (f32x4.mul
                (f32x4.add
                 (f32x4.mul
                  (f32x4.add
                   (f32x4.mul
                    (f32x4.add
                     (f32x4.mul
                      (f32x4.add
                       (f32x4.mul
                        (local.tee $4
                         (f32x4.add
                          (f32x4.mul
                           (local.tee $4
                            (f32x4.sub
                             (local.tee $6
                              (f32x4.add
                               (f32x4.mul
                                (local.tee $5
                                 (f32x4.pmax
                                  (f32x4.pmin
                                   (f32x4.sub
                                    (v128.load
                                     (i32.add
                                      (local.tee $9
                                       (i32.shl
                                        (i32.and
                                         (local.get $7)
                                         (i32.const 15)
                                        )
                                        (i32.const 2)
                                       )
                                      )
                                      (i32.add
                                       (local.tee $8
                                        (i32.mul
                                         (i32.shl
                                          (local.get $2)
                                          (i32.const 6)
                                         )
                                         (i32.shr_s
                                          (local.get $7)
                                          (i32.const 4)
                                         )
                                        )
                                       )
                                       (local.get $0)
                                      )
                                     )
                                    )
                                    (local.get $3)
                                   )
                                   (v128.const i32x4 0x42b20000 0x42b20000 0x42b20000 0x42b20000)
                                  )
                                  (v128.const i32x4 0xc2d00000 0xc2d00000 0xc2d00000 0xc2d00000)
                                 )
                                )
                                (v128.const i32x4 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b 0x3fb8aa3b)
                               )
                               (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000)
                              )
                             )
                             (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000)
                            )
                           )
                           (v128.const i32x4 0x395e8083 0x395e8083 0x395e8083 0x395e8083)
                          )
                          (f32x4.add
                           (f32x4.mul
                            (local.get $4)
                            (v128.const i32x4 0xbf318000 0xbf318000 0xbf318000 0xbf318000)
                           )
                           (local.get $5)
                          )
                         )
                        )
                        (v128.const i32x4 0x39506967 0x39506967 0x39506967 0x39506967)
                       )
                       (v128.const i32x4 0x3ab743ce 0x3ab743ce 0x3ab743ce 0x3ab743ce)
                      )
                      (local.get $4)
                     )
                     (v128.const i32x4 0x3c088908 0x3c088908 0x3c088908 0x3c088908)
                    )
                    (local.get $4)
                   )
                   (v128.const i32x4 0x3d2aa9c1 0x3d2aa9c1 0x3d2aa9c1 0x3d2aa9c1)
                  )
                  (local.get $4)
                 )
                 (v128.const i32x4 0x3e2aaaaa 0x3e2aaaaa 0x3e2aaaaa 0x3e2aaaaa)
                )
                (local.get $4)
               )
               (v128.const i32x4 0x3f000000 0x3f000000 0x3f000000 0x3f000000)
              )
              (f32x4.mul
               (local.get $4)
               (local.get $4)
              )
             )
             (local.get $4)
            )
            (v128.const i32x4 0x3f800000 0x3f800000 0x3f800000 0x3f800000)
           )
           (i32x4.shl
            (i32x4.add
             (local.tee $5
              (i32x4.shr_s
               (local.tee $4
                (i32x4.sub
                 (local.get $6)
                 (v128.const i32x4 0x4b400000 0x4b400000 0x4b400000 0x4b400000)
                )
               )
               (i32.const 1)
              )
             )
             (v128.const i32x4 0x0000007f 0x0000007f 0x0000007f 0x0000007f)
            )
            (i32.const 23)
           )
          )
          (i32x4.shl
           (i32x4.add
            (i32x4.sub
             (local.get $4)
             (local.get $5)
            )
            (v128.const i32x4 0x0000007f 0x0000007f 0x0000007f 0x0000007f)
           )
           (i32.const 23)
          )
         )
        )
        (i32x4.lt_s
         (v128.const i32x4 0x00000000 0x00000001 0x00000002 0x00000003)
         (i32x4.splat
          (i32.sub
           (i32.const 3)
           (local.get $7)
          )
         )
        )
       )
      )
     )
     (if
      (local.get $1)
      (then
       (v128.store
        (i32.add
         (i32.add
          (local.get $1)
          (local.get $8)
         )
         (local.get $9)
        )
        (local.get $5)
       )
      )
     )
     (local.set $7
      (i32.add
       (local.get $7)
       (i32.const 4)
      )
     )
     (br $label)
    )
   )
  )
  (f32x4.add
   (local.tee $3
    (f32x4.add
     (local.get $4)
     (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
      (local.get $4)
      (local.get $4)
     )
    )
   )
   (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11
    (local.get $3)
    (local.get $3)
   )
  )
 )
 (func $runtime-as/layout/panels_to_rows (param $0 i32)
  (local $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 v128)
  (local.set $5
   (i32.const 7104)
  )
  (local.set $2
   (i32.const 5568)
  )
  (local.set $7
   (i32.const 3)
  )
  (loop $label2
   (if
    (i32.gt_s
     (local.get $7)
     (i32.const 0)
    )
    (then
     (local.set $1
      (local.get $2)
     )
     (local.set $4
      (i32.const 0)
     )
     (loop $label1
      (if
       (i32.gt_s
        (local.get $0)
        (local.get $4)
       )
       (then
        (local.set $8
         (i32.const 0)
        )
        (loop $label
         (if
          (i32.lt_s
           (local.get $8)
           (i32.const 16)
          )
          (then
           (local.set $6
            (i32.add
             (local.get $1)
             (i32.shl
              (local.get $8)
              (i32.const 2)
             )
            )
           )
           (local.set $9
            (v128.load
             (local.get $5)
            )
           )
           (block $block
            (if
             (i32.ge_s
              (local.tee $3
               (i32.sub
                (local.get $7)
                (local.get $8)
               )
              )
              (i32.const 4)
             )
             (then
              (v128.store
               (local.get $6)
               (local.get $9)
              )
              (br $block)
             )
            )
            (if
             (i32.gt_s
              (local.get $3)
              (i32.const 0)
             )
             (then
              (v128.store32_lane 0
               (local.get $6)
               (local.get $9)
              )
             )
            )
            (if
             (i32.gt_s
              (local.get $3)
              (i32.const 1)
             )
             (then
              (v128.store32_lane offset=4 1
               (local.get $6)
               (local.get $9)
              )
             )
            )
            (if
             (i32.gt_s
              (local.get $3)
              (i32.const 2)
             )
             (then
              (v128.store32_lane offset=8 2
               (local.get $6)
               (local.get $9)
              )
             )
            )
           )
           (local.set $5
            (i32.add
             (local.get $5)
             (i32.const 16)
            )
           )
           (local.set $8
            (i32.add
             (local.get $8)
             (i32.const 4)
            )
           )
           (br $label)
          )
         )
        )
        (local.set $1
         (i32.add
          (local.get $1)
          (i32.const 12)
         )
        )
        (local.set $4
         (i32.add
          (local.get $4)
          (i32.const 1)
         )
        )
        (br $label1)
       )
      )
     )
     (local.set $2
      (i32.sub
       (local.get $2)
       (i32.const -64)
      )
     )
     (local.set $7
      (i32.sub
       (local.get $7)
       (i32.const 16)
      )
     )
     (br $label2)
    )
   )
  )
 )
 (func $model/product_relu (param $0 i32)
  (local $1 v128)
  (local $2 v128)
  (local $3 v128)
  (local $4 v128)
  (local $5 v128)
  (local $6 v128)
  (local $7 v128)
  (local $8 v128)
  (local $9 v128)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  (local $14 i32)
  (local $15 i32)
  (local $16 i32)
  (local $17 i32)
  (local $18 i32)
  (local $19 i32)
  (local $20 i32)
  (local $21 i32)
  (local.set $14
   (local.get $0)
  )
  (loop $label5
   (if
    (i32.gt_s
     (local.get $14)
     (local.get $18)
    )
    (then
     (local.set $5
      (local.tee $1
       (v128.load
        (i32.const 576)
       )
      )
     )
     (local.set $6
      (local.tee $2
       (v128.load
        (i32.const 592)
       )
      )
     )
     (local.set $7
      (local.tee $3
       (v128.load
        (i32.const 608)
       )
      )
     )
     (local.set $8
      (local.tee $4
       (v128.load
        (i32.const 624)
       )
      )
     )
     (local.set $16
      (i32.const 64)
     )
     (local.set $20
      (i32.const 1)
     )
     (if
      (i32.le_s
       (i32.add
        (local.get $18)
        (i32.const 2)
       )
       (local.get $14)
      )
      (then
       (local.set $20
        (i32.const 2)
       )
       (local.set $15
        (i32.add
         (i32.shl
          (local.get $18)
          (i32.const 5)
         )
         (i32.const 1472)
        )
       )
       (local.set $17
        (i32.const 8)
       )
       (loop $label1
        (if
         (i32.gt_s
          (local.get $17)
          (i32.const 0)
         )
         (then
          (local.set $21
           (i32.add
            (local.get $15)
            (i32.shl
             (select
              (i32.const 8)
              (local.get $17)
              (i32.ge_s
               (local.get $17)
               (i32.const 8)
              )
             )
             (i32.const 2)
            )
           )
          )
          (local.set $19
           (i32.add
            (local.tee $0
             (local.get $15)
            )
            (i32.const 32)
           )
          )
          (loop $label
           (if
            (i32.lt_u
             (local.get $0)
             (local.get $21)
            )
            (then
             (local.set $1
              (f32x4.add
               (f32x4.mul
                (local.tee $11
                 (v128.load32_splat
                  (local.get $0)
                 )
                )
                (local.tee $12
                 (v128.load
                  (local.get $16)
                 )
                )
               )
               (local.get $1)
              )
             )
             (local.set $2
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.tee $9
                 (v128.load offset=16
                  (local.get $16)
                 )
                )
               )
               (local.get $2)
              )
             )
             (local.set $3
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.tee $10
                 (v128.load offset=32
                  (local.get $16)
                 )
                )
               )
               (local.get $3)
              )
             )
             (local.set $4
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.tee $13
                 (v128.load offset=48
                  (local.get $16)
                 )
                )
               )
               (local.get $4)
              )
             )
             (local.set $5
              (f32x4.add
               (f32x4.mul
                (local.tee $11
                 (v128.load32_splat
                  (local.get $19)
                 )
                )
                (local.get $12)
               )
               (local.get $5)
              )
             )
             (local.set $6
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.get $9)
               )
               (local.get $6)
              )
             )
             (local.set $7
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.get $10)
               )
               (local.get $7)
              )
             )
             (local.set $8
              (f32x4.add
               (f32x4.mul
                (local.get $11)
                (local.get $13)
               )
               (local.get $8)
              )
             )
             (local.set $0
              (i32.add
               (local.get $0)
               (i32.const 4)
              )
             )
             (local.set $19
              (i32.add
               (local.get $19)
               (i32.const 4)
              )
             )
             (local.set $16
              (i32.sub
               (local.get $16)
               (i32.const -64)
              )
             )
             (br $label)
            )
           )
          )
          (local.set $17
           (i32.sub
            (local.get $17)
            (i32.const 8)
           )
          )
          (br $label1)
         )
        )
       )
      )
      (else
       (local.set $15
        (i32.add
         (i32.shl
          (local.get $18)
          (i32.const 5)
         )
         (i32.const 1472)
        )
       )
       (local.set $17
        (i32.const 8)
       )
       (loop $label3
        (if
         (i32.gt_s
          (local.get $17)
          (i32.const 0)
         )
         (then
          (local.set $19
           (i32.add
            (local.get $15)
            (i32.shl
             (select
              (i32.const 8)
              (local.get $17)
              (i32.ge_s
               (local.get $17)
               (i32.const 8)
              )
             )
             (i32.const 2)
            )
           )
          )
          (local.set $0
           (local.get $15)
          )
          (loop $label2
           (if
            (i32.lt_u
             (local.get $0)
             (local.get $19)
            )
            (then
             (local.set $1
              (f32x4.add
               (f32x4.mul
                (local.tee $9
                 (v128.load32_splat
                  (local.get $0)
                 )
                )
                (v128.load
                 (local.get $16)
                )
               )
               (local.get $1)
              )
             )
             (local.set $2
              (f32x4.add
               (f32x4.mul
                (local.get $9)
                (v128.load offset=16
                 (local.get $16)
                )
               )
               (local.get $2)
              )
             )
             (local.set $3
              (f32x4.add
               (f32x4.mul
                (local.get $9)
                (v128.load offset=32
                 (local.get $16)
                )
               )
               (local.get $3)
              )
             )
             (local.set $4
              (f32x4.add
               (f32x4.mul
                (local.get $9)
                (v128.load offset=48
                 (local.get $16)
                )
               )
               (local.get $4)
              )
             )
             (local.set $0
              (i32.add
               (local.get $0)
               (i32.const 4)
              )
             )
             (local.set $16
              (i32.sub
               (local.get $16)
               (i32.const -64)
              )
             )
             (br $label2)
            )
           )
          )
          (local.set $17
           (i32.sub
            (local.get $17)
            (i32.const 8)
           )
          )
          (br $label3)
         )
        )
       )
      )
     )
     (local.set $15
      (i32.add
       (local.tee $0
        (i32.shl
         (local.get $18)
         (i32.const 6)
        )
       )
       (i32.shl
        (local.get $20)
        (i32.const 6)
       )
      )
     )
     (loop $label4
      (if
       (i32.lt_u
        (local.get $0)
        (local.get $15)
       )
       (then
        (v128.store
         (local.tee $16
          (i32.add
           (local.get $0)
           (i32.const 7104)
          )
         )
         (f32x4.pmax
          (local.get $1)
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
         )
        )
        (v128.store offset=16
         (local.get $16)
         (f32x4.pmax
          (local.get $2)
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
         )
        )
        (v128.store offset=32
         (local.get $16)
         (f32x4.pmax
          (local.get $3)
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
         )
        )
        (v128.store offset=48
         (local.get $16)
         (f32x4.pmax
          (local.get $4)
          (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)
         )
        )
        (local.set $1
         (local.get $5)
        )
        (local.set $2
         (local.get $6)
        )
        (local.set $3
         (local.get $7)
        )
        (local.set $4
         (local.get $8)
        )
        (local.set $0
         (i32.sub
          (local.get $0)
          (i32.const -64)
         )
        )
        (br $label4)
       )
      )
     )
     (local.set $18
      (i32.add
       (local.get $18)
       (local.get $20)
      )
     )
     (br $label5)
    )
   )
  )
 )
 (func $model/product (param $0 i32) (param $1 i32)
  (local $2 i32)
  (local $3 i32)
  (local $4 i32)
  (local $5 i32)
  (local $6 i32)
  (local $7 i32)
  (local $8 i32)
  (local $9 i32)
  (local $10 v128)
  (local $11 v128)
  (local $12 v128)
  (local $13 v128)
  (local $14 v128)
  (local $15 v128)
  (local $16 v128)
  (local $17 v128)
  (local $18 v128)
  (local $19 v128)
  (local $20 v128)
  (local $21 v128)
  (local $22 v128)
  (local.set $3
   (local.get $0)
  )
  (loop $label5
   (if
    (i32.gt_s
     (local.get $3)
     (local.get $6)
    )
    (then
     (local.set $14
      (local.tee $10
       (v128.load
        (i32.const 1408)
       )
      )
     )
     (local.set $15
      (local.tee $11
       (v128.load
        (i32.const 1424)
       )
      )
     )
     (local.set $16
      (local.tee $12
       (v128.load
        (i32.const 1440)
       )
      )
     )
     (local.set $17
      (local.tee $13
       (v128.load
        (i32.const 1456)
       )
      )
     )
     (local.set $4
      (i32.const 640)
     )
     (local.set $8
      (i32.const 1)
     )
     (if
      (i32.le_s
       (i32.add
        (local.get $6)
        (i32.const 2)
       )
       (local.get $3)
      )
      (then
       (local.set $8
        (i32.const 2)
       )
       (local.set $0
        (i32.add
         (i32.shl
          (local.get $6)
          (i32.const 6)
         )
         (i32.const 7104)
        )
       )
       (local.set $5
        (i32.const 12)
       )
       (loop $label1
        (if
         (i32.gt_s
          (local.get $5)
          (i32.const 0)
         )
         (then
          (local.set $9
           (i32.add
            (local.get $0)
            (i32.shl
             (select
              (i32.const 16)
              (local.get $5)
              (i32.ge_s
               (local.get $5)
               (i32.const 16)
              )
             )
             (i32.const 2)
            )
           )
          )
          (local.set $2
           (local.get $0)
          )
          (local.set $7
           (i32.sub
            (local.get $0)
            (i32.const -64)
           )
          )
          (loop $label
           (if
            (i32.lt_u
             (local.get $2)
             (local.get $9)
            )
            (then
             (local.set $10
              (f32x4.add
               (f32x4.mul
                (local.tee $20
                 (v128.load32_splat
                  (local.get $2)
                 )
                )
                (local.tee $21
                 (v128.load
                  (local.get $4)
                 )
                )
               )
               (local.get $10)
              )
             )
             (local.set $11
              (f32x4.add
               (f32x4.mul
                (local.get $20)
                (local.tee $18
                 (v128.load offset=16
                  (local.get $4)
                 )
                )
               )
               (local.get $11)
              )
             )
             (local.set $12
              (f32x4.add
               (f32x4.mul
                (local.get $20)
                (local.tee $19
                 (v128.load offset=32
                  (local.get $4)
                 )
                )
               )
               (local.get $12)
              )
             )
             (local.set $13
              (f32x4.add
               (f32x4.mul
                (local.get $20)
                (local.tee $22
                 (v128.load offset=48
                  (local.get $4)
                 )
                )
               )
               (local.get $13)
              )
             )
             (local.set $14
              (f32x4.add
               (f32x4.mul
                (local.tee $20
                 (v128.load32_splat
                  (local.get $7)
                 )
                )
                (local.get $21)
               )
               (local.get $14)
              )
             )
             (local.set $15
              (f32x4.add
               (f32x4.mul
                (local.get $20)
                (local.get $18)
               )
               (local.get $15)
              )
             )
             (local.set $16
              (f32x4.add
               (f32x4.mul
                (local.get $20)
                (local.get $19)
               )
               (local.get $16)
              )
             )
             (local.set $17
              (f32x4.add
               (f32x4.mul
                (local.get $20)
                (local.get $22)
               )
               (local.get $17)
              )
             )
             (local.set $2
              (i32.add
               (local.get $2)
               (i32.const 4)
              )
             )
             (local.set $7
              (i32.add
               (local.get $7)
               (i32.const 4)
              )
             )
             (local.set $4
              (i32.sub
               (local.get $4)
               (i32.const -64)
              )
             )
             (br $label)
            )
           )
          )
          (local.set $0
           (i32.add
            (local.get $0)
            (local.get $1)
           )
          )
          (local.set $5
           (i32.sub
            (local.get $5)
            (i32.const 16)
           )
          )
          (br $label1)
         )
        )
       )
      )
      (else
       (local.set $0
        (i32.add
         (i32.shl
          (local.get $6)
          (i32.const 6)
         )
         (i32.const 7104)
        )
       )
       (local.set $5
        (i32.const 12)
       )
       (loop $label3
        (if
         (i32.gt_s
          (local.get $5)
          (i32.const 0)
         )
         (then
          (local.set $7
           (i32.add
            (local.get $0)
            (i32.shl
             (select
              (i32.const 16)
              (local.get $5)
              (i32.ge_s
               (local.get $5)
               (i32.const 16)
              )
             )
             (i32.const 2)
            )
           )
          )
          (local.set $2
           (local.get $0)
          )
          (loop $label2
           (if
            (i32.lt_u
             (local.get $2)
             (local.get $7)
            )
            (then
             (local.set $10
              (f32x4.add
               (f32x4.mul
                (local.tee $18
                 (v128.load32_splat
                  (local.get $2)
                 )
                )
                (v128.load
                 (local.get $4)
                )
               )
               (local.get $10)
              )
             )
             (local.set $11
              (f32x4.add
               (f32x4.mul
                (local.get $18)
                (v128.load offset=16
                 (local.get $4)
                )
               )
               (local.get $11)
              )
             )
             (local.set $12
              (f32x4.add
               (f32x4.mul
                (local.get $18)
                (v128.load offset=32
                 (local.get $4)
                )
               )
               (local.get $12)
              )
             )
             (local.set $13
              (f32x4.add
               (f32x4.mul
                (local.get $18)
                (v128.load offset=48
                 (local.get $4)
                )
               )
               (local.get $13)
              )
             )
             (local.set $2
              (i32.add
               (local.get $2)
               (i32.const 4)
              )
             )
             (local.set $4
              (i32.sub
               (local.get $4)
               (i32.const -64)
              )
             )
             (br $label2)
            )
           )
          )
          (local.set $0
           (i32.add
            (local.get $0)
            (local.get $1)
           )
          )
          (local.set $5
           (i32.sub
            (local.get $5)
            (i32.const 16)
           )
          )
          (br $label3)
         )
        )
       )
      )
     )
     (local.set $2
      (i32.add
       (local.tee $0
        (i32.shl
         (local.get $6)
         (i32.const 6)
        )
       )
       (i32.shl
        (local.get $8)
        (i32.const 6)
       )
      )
     )
     (loop $label4
      (if
       (i32.lt_u
        (local.get $0)
        (local.get $2)
       )
       (then
        (v128.store
         (local.tee $4
          (i32.add
           (local.get $0)
           (i32.const 15296)
          )
         )
         (local.get $10)
        )
        (v128.store offset=16
         (local.get $4)
         (local.get $11)
        )
        (v128.store offset=32
         (local.get $4)
         (local.get $12)
        )
        (v128.store offset=48
         (local.get $4)
         (local.get $13)
        )
        (local.set $10
         (local.get $14)
        )
        (local.set $11
         (local.get $15)
        )
        (local.set $12
         (local.get $16)
        )
        (local.set $13
         (local.get $17)
        )
        (local.set $0
         (i32.sub
          (local.get $0)
          (i32.const -64)
         )
        )
        (br $label4)
       )
      )
     )
     (local.set $6
      (i32.add
       (local.get $6)
       (local.get $8)
      )
     )
     (br $label5)
    )
   )
  )
 )
 (func $model/infer (param $0 i32)
  (if
   (i32.or
    (i32.le_s
     (local.get $0)
     (i32.const 0)
    )
    (i32.gt_s
     (local.get $0)
     (i32.const 128)
    )
   )
   (then
    (unreachable)
   )
  )
  (call $model/product_relu
   (local.get $0)
  )
  (call $model/product
   (local.get $0)
   (i32.shl
    (local.get $0)
    (i32.const 6)
   )
  )
  (call $runtime-as/softmax/softmax
   (local.get $0)
  )
  (call $runtime-as/layout/panels_to_rows
   (local.get $0)
  )
 )
)
