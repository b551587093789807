import pytest, collections, time
from tests import giving, shared
service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")
async def test_x(acme):
    import cProfile, pstats, sqlite3
    people=[f"p{n}" for n in range(100)]
    for n in people: await giving.person(n,"many.example")
    from models import grants
    from models.users import User
    from models.roles import Role
    from resolvers import ids
    by=await User.get(username="ada")
    import tortoise.backends.sqlite.client as c
    stm=collections.Counter()
    from models import sqlite_backend as sb
    W=sb.SqliteTransaction
    for name in ("execute_query","execute_insert","execute_many","execute_script","execute_query_dict"):
        def wrap(name):
            o=getattr(W,name)
            async def f(self,q,*a,**k):
                stm[q[:70]]+=1
                return await o(self,q,*a,**k)
            setattr(W,name,f)
        wrap(name)
    p=cProfile.Profile(); t=time.perf_counter(); p.enable()
    await grants.add_users(by, acme.row.id, people, Role.VIRTUAL_ACCOUNT_USER, [ids.key(acme.parts["Lab"],"VirtualAccount","")])
    p.disable(); print("T",time.perf_counter()-t)
    for k,v in stm.most_common(40): print(v,k)
    pstats.Stats(p).sort_stats("cumtime").print_stats(45)
