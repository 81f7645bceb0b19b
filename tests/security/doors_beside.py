"""The doors that are not of a table, in the notation of tests.security.doors."""

OTHERS = """
GET   /                                             *       302      -
GET   /admin/                                       cskmpxla 200|302 -
GET   /password                                     *       200      -
POST  /password                                     *       422      -
GET   /admin/household/{household}                  cskmpla 302      302
GET   /admin/household/act/submit/?rowid={draft}          cs   200  404
GET   /admin/household/act/approve/?rowid={submitted}     sk   200  404
GET   /admin/household/act/publicize/?rowid={verified}    s    200  404
GET   /admin/household/act/report/?rowid={publicized}     s    200  404
GET   /admin/household/act/repost/?rowid={publicized}     s    200  404
GET   /admin/household/act/exit/?rowid={recognised}       k    200  404
GET   /admin/household/act/return/?rowid={submitted}      sk   200  404
GET   /admin/household/act/reject/?rowid={submitted}      sk   200  404
GET   /admin/household/act/withdraw/?rowid={draft}        cs   200  404
GET   /admin/household/act/revoke/?rowid={recognised}     k    200  404
GET   /admin/household/act/seal/?rowid={reported}         cskmpla  404  404
POST  /admin/household/action/ action=submit&rowid={draft}          cs  200  404
POST  /admin/household/action/ action=approve&rowid={submitted}     sk  200  404
POST  /admin/household/action/ action=publicize&rowid={verified}    s   200  404
POST  /admin/household/action/ action=report&rowid={publicized}     s   200  404
POST  /admin/household/action/ action=repost&rowid={publicized}     s   200  404
POST  /admin/household/action/ action=exit&rowid={recognised}       k   200  404
POST  /admin/household/action/ action=return&rowid={submitted}      sk  200  404
POST  /admin/household/action/ action=reject&rowid={submitted}      sk  200  404
POST  /admin/household/action/ action=withdraw&rowid={draft}        cs  200  404
POST  /admin/household/action/ action=revoke&rowid={recognised}     k   200  404
GET   /admin/household/decide/comparison/{comparison}   s   200  404
POST  /admin/household/decide/comparison/{comparison}   s   422  404
GET   /admin/household/decide/objection/{objection}     s   200  404
POST  /admin/household/decide/objection/{objection}     s   422  404
GET   /admin/household/decide/refusal/{refused}          s   200  404
POST  /admin/household/decide/refusal/{refused}          s   422  404
GET   /admin/publicity/paper/?id={publicity}             cskmpla 302  404
GET   /admin/household/match/{seeker}                    csk 200  404
GET   /admin/vacancy/match/{vacancy}                     csk 200  200|404
GET   /admin/household/decide/employment/{employment}   sk  200  404
POST  /admin/household/decide/employment/{employment}   sk  422  404
GET   /admin/household/decide/exit/{exit}               k   200  404
POST  /admin/household/decide/exit/{exit}               k   422  404
GET   /admin/household/decide/job_end/{employment}      csk 200  404
POST  /admin/household/decide/job_end/{employment}      csk 422  404
GET   /admin/household/decide/invite/{employment}       csk 200  404
POST  /admin/household/decide/invite/{employment}       csk 422  404
GET   /admin/household/decide/benefit/{benefit}         k   200  404
POST  /admin/household/decide/benefit/{benefit}         k   422  404
GET   /admin/household/decide/benefit_refuse/{benefit}  k   200  404
POST  /admin/household/decide/benefit_refuse/{benefit}  k   422  404
GET   /admin/household/decide/benefit_stop/{benefit}    k   200  404
POST  /admin/household/decide/benefit_stop/{benefit}    k   422  404
GET   /admin/household/decide/benefit_resume/{benefit}  k   200  404
POST  /admin/household/decide/benefit_resume/{benefit}  k   422  404
GET   /admin/household/decide/pay/{benefit}             k   200  404
POST  /admin/household/decide/pay/{benefit}             k   422  404
GET   /admin/household/again/{older}                    cs  200  404
POST  /admin/household/again/{older}                    cs  422  404
GET   /admin/visit/field/?all=1                         cs  200  -
POST  /admin/visit/field/ household={recognised}&client_key=1  cs  422  404
GET   /admin/visit/field/ready/                         cs  200  -
GET   /admin/ticket/settle/?id={ticket}                 csk  200      404
POST  /admin/ticket/settle/?id={ticket}                 csk  409|422  404
GET   /admin/ticket/hand/?id={ticket}                   csk  200      404
POST  /admin/ticket/hand/?id={ticket}                   csk  409|422  404
GET   /admin/household/handover/                        skmpl  200  -
GET   /admin/household/handover/{user}                  sk  200  404
POST  /admin/household/handover/{user}                  sk  422  404
GET   /admin/household/assign/{household}               sk  200  404
POST  /admin/household/assign/{household}               sk  422  404
POST  /admin/household/action/ action=assign&rowid={recognised}  sk  200  404
GET   /admin/household/certificate/{recognised}         cskmp  200  404
GET   /admin/contingency_plan/coverage/?office={office}  *  200  404
GET   /admin/contingency_plan/coverage/?office={office}&level=village  *  404  404
GET   /admin/pairing/part/end/?id={pairing}             sk  200  404
POST  /admin/pairing/part/end/?id={pairing} url=x       sk  409|422  404
GET   /admin/activation/part/end/?id={activation}       csk  200  404
POST  /admin/activation/part/end/?id={activation} url=x  csk  409|422  404
GET   /admin/aid_plan/part/review/?id={aid_plan}        csk  200  404
POST  /admin/aid_plan/part/close/?id={aid_plan} url=x   csk  409|422  404
GET   /admin/aid_plan/part/nothing/?id={aid_plan}       csk  404  404
GET   /admin/plan_measure/part/done/?id={plan_measure}  csk  200  404
POST  /admin/plan_measure/part/done/?id={plan_measure} url=x  csk  409|422  404
GET   /admin/service/bulk                               csk  200  -
POST  /admin/service/bulk batch={batch_no}&do=record    csk  422  -
POST  /admin/service/bulk batch=x                       csk  400  -
GET   /admin/suspectedfamily/part/guide/?id={suspectedfamily}    cs  200  404
POST  /admin/suspectedfamily/part/unfit/?id={suspectedfamily} url=x  cs  409|422  404
GET   /admin/suspectedfamily/part/nothing/?id={suspectedfamily}  cs  404  404
GET   /admin/suspectedfamily/?campaign={sweepcampaign}  cskmpla  200  404
GET   /admin/household/new/?suspect={suspectedfamily}   cs  200  404
POST  /admin/household/new/?suspect={suspectedfamily} name={long}  cs  422  404
GET   /admin/supervisionfinding/answer/?id={supervisionfinding}   skm  200|302  404
POST  /admin/supervisionfinding/answer/?id={supervisionfinding} reply=x  skm  302|409|422  404
GET   /admin/supervisionfinding/recheck/?id={mended}    mp  200  404
POST  /admin/supervisionfinding/recheck/?id={mended} passed=x  mp  409|422  404
GET   /admin/censure/respond/?id={censure}              skm  200|302  404
POST  /admin/censure/respond/?id={censure} response=x   skm  302|409|422  404
GET   /admin/unmask/suspectedfamily/{suspectedfamily}   cskmpa  200  404
POST  /admin/unmask/suspectedfamily/{suspectedfamily}   cskmpa  422  404
POST  /admin/attachment/seen/?household={submitted} kind=x  cs  303  404
GET   /admin/attachment/look/?id={scan}                 cskmpa  200  404
POST  /admin/attachment/look/?id={scan} reason=x        cskmpa  422  404
GET   /admin/attachment/file/?id={scan}&ticket=x        cskmpa  404  404
GET   /admin/unmask/pairing/{pairing}                   cskmpa  200  404
POST  /admin/unmask/pairing/{pairing}                   cskmpa  422  404
GET   /admin/comparison/import/                         cs  200  -
POST  /admin/comparison/import/                         cs  422  -
GET   /admin/comparison/import/{batch}                  cs  200  404
POST  /admin/comparison/import/{batch} do=map           cs  422  404
POST  /admin/comparison/action/ action=decide&rowid={comparison}  s  200  404
POST  /admin/comparison/action/ action=decide&rowid={comparison}&confirm=1  s  422  404
GET   /admin/comparison-source/                         cskmp  200  -
GET   /admin/import/                                    csk  200  -
POST  /admin/import/                                    csk  422  -
GET   /admin/import/{importbatch}                       csk  200  404
POST  /admin/import/{importbatch} do=undo               csk  422  404
POST  /admin/import/{importbatch}/workbook              csk  404  404
GET   /admin/import/template/households                 csk  200  -
GET   /admin/household/decide/nothing/{exit}            cskmpla  404  404
POST  /admin/household/find id_no={id_no}               cskmp  302  302
GET   /admin/form/                                      cskmpla 200  -
GET   /admin/form/{household}                           cskmpa  200  404
GET   /admin/form/{household}/full                      cskmpa  200  404
POST  /admin/form/{household}/full                      cskmpa  422  404
GET   /admin/unmask/                                    cskmpa  404  -
GET   /admin/unmask/member/{member}                     cskmpa  200  404
POST  /admin/unmask/member/{member}                     cskmpa  422  404
GET   /admin/unmask/household/{household}               cskmpa  200  404
POST  /admin/unmask/household/{household}               cskmpa  422  404
GET   /admin/unmask/visit/{visit}                       cskmpa  200  404
POST  /admin/unmask/visit/{visit}                       cskmpa  422  404
GET   /admin/charts/?office={office}                    cskmpla  200  404
GET   /admin/charts/excel?office={office}               cskmpla  200  404
GET   /admin/charts/districts/?office={office}          cskmpla  200  404
GET   /admin/charts/districts/excel?office={office}     cskmpla  200  404
GET   /admin/charts/outcomes/?office={office}           cskmpla  200  404
GET   /admin/charts/outcomes/excel?office={office}      cskmpla  200  404
GET   /admin/charts/people/?office={office}             cskmpla  200  404
GET   /admin/charts/people/excel?office={office}        cskmpla  200  404
GET   /admin/charts/nothing/?office={office}            cskmpla  404  404
GET   /admin/target/split/?office={office}              kmpl     200  404
POST  /admin/target/split/?office={office} do=save      kmp      403  404
POST  /admin/target/split/?year=2026 do=save            kmp      409  -
GET   /admin/target/split/excel?office={office}         kmpl     200  404
GET   /admin/wall/                                      kmp      200  -
POST  /admin/wall/ do=make&office={office}              kmp      422  404
POST  /admin/wall/ do=revoke&id={walllink}              kmp      409  404
GET   /admin/ledger/?office={office}                    cskmpl   200  404
POST  /admin/ledger/ ledger=recognition&office={office}  cskmpl  200  404
POST  /admin/ledger/member office={office}              cskmpl   200  404
POST  /admin/ledger/nothing office={office}             cskmpl   404  404
POST  /admin/ledger/ ledger=own-{own_ledger}&office={office}  cskmpl  200|404  404
GET   /admin/ledger/own/?ledger=member                  cskmp    200  200
GET   /admin/ledger/own/?selection={own_ledger}         cskmp    200|404  404
POST  /admin/ledger/own/ ledger=member&name={long}      cskmp    422  422
POST  /admin/ledger/own/ selection={own_ledger}&name={long}  cskmp  422|404  404
GET   /admin/ledger/export/                             cskmpl   302  302
GET   /admin/ledger/export/{ledger_export}              cskmpl   200|404  404
POST  /admin/ledger/export/{ledger_export} do=fetch     cskmpl   404  404
GET   /admin/household/bundle/?rowid={recognised}       kmp      200  404
POST  /admin/household/bundle/ rowid={recognised}       kmp      422  404
POST  /admin/household/action/ action=bundle&rowid={recognised}  kmp  200  404
GET   /admin/report/?office={office}                    cskmpl   200  404
GET   /admin/report/excel?office={office}               cskmpl   200  404
POST  /admin/report/ do=submit&office={office}          skmp     422  404
POST  /admin/report/ do=accept&office={office}          kmp      422  404
POST  /admin/report/ do=return&office={office}          kmp      422  404
POST  /admin/report/ do=reopen&office={office}          kmp      422  404
GET   /admin/seal/                                      k        200      -
POST  /admin/seal/ rowid={paper}                        k        409      404
POST  /admin/seal/one rowid={paper}                     k        409      404
POST  /admin/seal/confirm code=123456                   k        302      -
GET   /admin/second-factor/                             k        200      -
POST  /admin/second-factor/ code=123456                 k        422      -
GET   /admin/paper/end/back?id={paper}                  k        200      404
POST  /admin/paper/end/back?id={paper} reason=x         k        409|422  404
GET   /admin/paper/end/nothing?id={paper}               cskmpla  404      404
GET   /admin/paper/ask/?household={recognised}          k        200      404
POST  /admin/paper/ask/?household={recognised} reason=x k        422      404
GET   /admin/paper/file/?id={paper}                     cskmp    404      404
POST  /admin/paper/file/?id={paper}                     cskmp    404      404
GET   /admin/user/factor/?id={user}                     x        200      404
POST  /admin/user/factor/?id={self}                     x        302      404
GET   /admin/parameter/notice/                          *        200      -
GET   /admin/user/reset/?id={user}                      x   200  404
POST  /admin/user/reset/?id={self}                      x   302  404
"""
